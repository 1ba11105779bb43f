"""The result in the forms that grading services read: README."""
import datetime
import json
import os


def counted(rows):
    return [row for row in rows if row["result"] != "not-applicable"]


def told(row):
    """Returns what a student should know about a trial."""
    parts = [row["promise"]]
    if row["result"] == "not-run":
        parts.append("not run: " + row["saw"])
    elif row["result"] == "fault":
        parts += [f"{key}: {row[key]}"
                  for key in ("crash", "expected", "saw", "read") if row[key]]
    return "\n".join(parts)


def gradescope(rows):
    return json.dumps({"tests": [{
        "name": row["name"], "score": row["points"], "max_score": row["of"],
        "status": "passed" if row["result"] == "ok" else "failed",
        "output": told(row)} for row in counted(rows)]}, indent=1)


def autolab(rows):
    """Two lines; a problem of the same name must exist for each trial."""
    tests = {row["name"]: {"passed": row["result"] == "ok", "hint": told(row)}
             for row in counted(rows)}
    return "\n".join(map(json.dumps, (
        {"_presentation": "semantic", "stages": ["Trials"], "Trials": tests},
        {"scores": {row["name"]: row["points"] for row in counted(rows)}})))


def classroom50(rows):
    """What it tells an autograder by the environment comes back."""
    said = os.environ.get
    commit = said("COMMIT_URL", "-")
    now = datetime.datetime.now(datetime.timezone.utc)
    return json.dumps({
        "schema": "classroom50/result/v1",
        "classroom": said("CLASSROOM", "-"),
        "assignment": said("ASSIGNMENT", "-"),
        "assignment_type": said("ASSIGNMENT_TYPE", "individual"),
        "owner": said("OWNER", said("USERNAME", "-")),
        "submission": said("SUBMISSION_TAG", "submit/-"),
        "commit": commit, "release": said("RELEASE_URL", "-"),
        "review": said("REVIEW_URL", commit),
        "datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(row["points"] for row in counted(rows)),
        "max-score": sum(row["of"] for row in counted(rows)),
        "tests": [{
            "test-name": row["name"], "passed": row["result"] == "ok",
            "score": row["points"], "max-score": row["of"],
            "output": told(row)} for row in counted(rows)]}, indent=1)


FORMS = {"gradescope": gradescope, "autolab": autolab,
         "classroom50": classroom50}
