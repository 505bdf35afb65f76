"""Clusters of the engines that people run: one file each, that holds a `PLUGIN` of workbench.contracts.Cluster."""
