"""What the sampler saw of single trials, made ready to be drawn: what limited this trial?"""
