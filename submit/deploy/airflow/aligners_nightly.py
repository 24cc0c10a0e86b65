"""The nightly run as an Airflow DAG: one spark-submit a job, each resumable, the gate in the middle.

Variables of the Airflow installation:
  aligners_home    folder with submit/aligners, submit/target/aligners.jar and conf
  aligners_root    where tables, models, the ledger and the report go, for example s3a://bucket/aligners/nightly
  aligners_prompts, aligners_dump   the night's inputs
Connection `aligners_teacher`: its password is the teacher's key. It reaches the jobs as an environment variable only.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

JOBS = ("synth", "train", "align", "evaluate", "report")
# 3 = stopped at the budget: going on would pay more, so somebody has to decide; 4 = a floor was missed
COMMAND = """
"$ALIGNERS_HOME/submit/aligners" {job} "$ALIGNERS_HOME/conf/cluster/nightly.yaml" \\
  variables.root="$ALIGNERS_ROOT" variables.conf="$ALIGNERS_HOME/conf" \\
  variables.prompts="$ALIGNERS_PROMPTS" variables.dump="$ALIGNERS_DUMP" \\
  --master yarn --deploy-mode client --conf spark.speculation=false
"""
ENVIRONMENT = {
    "ALIGNERS_HOME": "{{ var.value.aligners_home }}",
    "ALIGNERS_ROOT": "{{ var.value.aligners_root }}",
    "ALIGNERS_PROMPTS": "{{ var.value.aligners_prompts }}",
    "ALIGNERS_DUMP": "{{ var.value.aligners_dump }}",
    "TEACHER_API_KEY": "{{ conn.aligners_teacher.password }}",
}

with DAG(
    dag_id="aligners_nightly",
    description="Triples, squad, aligned dump, judge and report",
    schedule="0 1 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
) as dag:
    before = None
    for job in JOBS:
        task = BashOperator(
            task_id=job,
            bash_command=COMMAND.format(job=job),
            env=ENVIRONMENT,
            append_env=True,
            # the report is written also where the gate failed, so that somebody can see why
            trigger_rule="all_done" if job == "report" else "all_success",
        )
        if before is not None:
            before >> task
        before = task
