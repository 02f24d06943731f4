"""notified.py SOCKET FILE: takes what a service sends to NOTIFY_SOCKET, and writes each datagram as a line to FILE."""
import os
import socket
import sys

s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
with open(sys.argv[2], "w", buffering=1) as out:
    while True:
        text = s.recv(65536).decode()
        out.write(text.replace("\n", "|") + "\n")
