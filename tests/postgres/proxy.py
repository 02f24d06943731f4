"""A TCP proxy that cuts and delays connections where a seed says: as a module, or

    proxy.py PORT SEED [KIB [SECONDS]]

which prints the port that it listens on, and goes on until it is ended. All goes to 127.0.0.1:PORT. A connection is cut after
so many KiB on average, in either direction and in the middle of whatever goes through: in half of the cases both ends are
reset, else they see an end of what the other one says. Before each piece it passes on it may wait, once in twenty, for so many
seconds at most.
"""
import random
import socket
import struct
import sys
import threading
import time


class Proxy:
    def __init__(self, port, seed, kib=64, seconds=0.1):
        """`is_wild` may be set to False: then all goes through as it comes. `cuts` are the times at which it has cut, in ms;
        `asked` is how many pieces have come from in front."""
        self.port_behind, self.kib, self.seconds = port, kib, seconds
        self.chance = random.Random(seed)
        self.is_wild = True
        self.cuts = []
        self.asked = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            front, _ = self.listener.accept()
            try:
                back = socket.create_connection(("127.0.0.1", self.port_behind))
            except OSError:  # there is no server
                front.close()
                continue
            for one in (front, back):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            seed = self.chance.random()
            for way, (source, target) in enumerate([(front, back), (back, front)]):
                threading.Thread(target=self.pass_on, args=(source, target, random.Random(seed + way), 1 - way), daemon=True).start()

    def pass_on(self, source, target, chance, counts):
        left = chance.expovariate(1 / (self.kib * 1024))
        try:
            while True:
                piece = source.recv(65536)
                if not piece:
                    break
                self.asked += counts
                if self.is_wild:
                    if chance.random() < 0.05:
                        time.sleep(self.seconds * chance.random())
                    if len(piece) > left:
                        target.sendall(piece[:int(left)])
                        self.cut(source, target, chance)
                        break
                    left -= len(piece)
                target.sendall(piece)
        except OSError:  # the other direction has been cut
            pass
        self.end(source, target)

    def cut(self, source, target, chance):
        self.cuts.append(time.time() * 1000)
        if chance.random() < 0.5:
            for one in (source, target):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.end(source, target)

    def end(self, source, target):
        """To shut one down wakes whoever reads from it; to close it would not."""
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
                one.close()
            except OSError:  # it has been
                pass


def main():
    numbers = [float(word) for word in sys.argv[3:]]
    proxy = Proxy(int(sys.argv[1]), int(sys.argv[2]), *numbers)
    print(proxy.port, flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
