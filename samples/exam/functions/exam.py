"""The tasks of exam.asl.json. They use boto3 as they would on AWS: nothing here says where its services are."""
import boto3
from boto3.dynamodb.conditions import Attr, Key

results = boto3.resource("dynamodb").Table("exam-results")
topics = boto3.resource("sns")

# How each question wants its source cited, and how many percent of the answers must be right.
KEY = ["author-date", "quotation marks", "page number", "bibliography", "paraphrase"]
PASS_PERCENT = 80


class NoPapers(Exception):
    """Nobody has sat this exam."""


def publish(topic, subject, message):
    """To a topic by its name: creating one that is there answers with that one."""
    topics.create_topic(Name=topic).publish(Subject=subject, Message=message)


def invite(event, context):
    """Tells the student that an attempt begins."""
    student = event["student"]
    text = "Dear %s, this is your attempt %d of %d. Good luck." % (student["name"], event["attempt"], event["attempts"])
    publish("exams", "Attempt %d" % event["attempt"], text)


def percent(paper):
    """How many of the answers are right. What was not handed in has none."""
    right = sum(answer == wanted for answer, wanted in zip(paper, KEY))
    return right * 100 // len(KEY)


def mark(event, context):
    """Marks the paper of an attempt and stores its score, once: an attempt that has a score already cannot be sat
    again, which DynamoDB's ConditionalCheckFailedException says."""
    papers, attempt = event["papers"], event["attempt"]
    if not papers:
        raise NoPapers("There is no paper of %s." % event["student"]["name"])
    score = percent(papers[attempt - 1] if attempt <= len(papers) else [])
    results.put_item(
        Item={"student": event["student"]["id"], "attempt": attempt, "score": score},
        ConditionExpression=Attr("attempt").not_exists(),
    )
    return {"score": score, "passed": score >= PASS_PERCENT}


def report(event, context):
    """Tells the faculty of a student who has failed for good, with all scores that are in the table."""
    student = event["student"]
    found = results.query(KeyConditionExpression=Key("student").eq(student["id"]))["Items"]
    scores = [int(item["score"]) for item in found]
    text = "%s has failed %d attempts: %s percent." % (student["name"], len(scores), ", ".join(map(str, scores)))
    publish("faculty", "Administrative action", text)
    return {"student": student["id"], "outcome": "administrative action", "scores": scores}
