"""token.py: routes of a server that has a token, the-token, and no keys."""
import sys

from client import Client, check, done

front = Client(sys.argv[1])
for headers in ({}, {"X_Api_Key": "other"}, {"Authorization": "Bearer other"}):
    front.gives("without the token", 403, {"message": "Forbidden"}, "POST", "/sync", {}, **headers)
for headers in ({"X_Api_Key": "the-token"}, {"Authorization": "Bearer the-token"}):
    front.gives("with it", 200, {}, "POST", "/sync", {}, **headers)
check("the API wants it too", front.ask("POST", "/", {}, X_Amz_Target="AWSStepFunctions.ListActivities").status, 401)
done()
