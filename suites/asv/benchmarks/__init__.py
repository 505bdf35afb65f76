"""The built-in workloads as benchmarks of asv. Every measure is better the lower it is: asv takes nothing else."""
