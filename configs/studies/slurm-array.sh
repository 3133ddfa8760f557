#!/usr/bin/env bash
# One part of a study for each task of a SLURM job array: sbatch --array=1-16 configs/studies/slurm-array.sh STUDY.yaml
#SBATCH --job-name=crossing-borders
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=02:00:00
set -euo pipefail
study=${1:?name the study file}
exec .venv/bin/python -m abm study "$study" \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" --shard "${SLURM_ARRAY_TASK_ID:?run as a job array}/${SLURM_ARRAY_TASK_COUNT:?}"
