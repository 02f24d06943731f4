"""late.py: a server that is told to stop while a client waits for a long execution. PROGRAM STORE."""
import subprocess
import sys
import threading
import time

from client import NAME, Client, check, done

PROGRAM, STORE = sys.argv[1:]


def serve():
    process = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--store", STORE, "--route", "POST /sync sync",
                                "--sync-abandoned", "stop"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, Client(process.stdout.readline().split()[-1])


server, front = serve()
got = []
client = threading.Thread(target=lambda: got.append(front.ask("POST", "/sync", {"wait": 60})))
client.start()
machine = NAME + "stateMachine:front"
while not front.call("ListExecutions", stateMachineArn=machine)["executions"]:
    time.sleep(0.05)
server.terminate()
client.join()
check("who waits is told", (got[0].status, got[0].json), (503, {"message": "Service Unavailable"}))
check("it ends in order", server.wait(), 0)
server, front = serve()
status = front.call("DescribeExecution", executionArn=front.newest("front"))["status"]
check("the execution was not stopped for that", status, "RUNNING")
server.terminate()
check("it ends in order again", server.wait(), 0)
done()
