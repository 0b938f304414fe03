"""Makes the events of the benchmark: Session Manager messages, one JSON object a line, the same for the same seed.

Usage: make_events.py EVENTS BYTES FILE
"""

import json
import random
import sys
import uuid

USERS = ["ssm-user", "ec2-user", "ubuntu", "root", "admin", "deploy", "oracle", "postgres"]
WEIGHTS = [40, 20, 15, 5, 8, 6, 4, 2]
COMMANDS = ["ls -la /var/log", "sudo systemctl restart nginx", "tail -f /var/log/messages", "df -h", "cat /etc/hosts"]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/ "


def main(events: int, size: int, path: str) -> None:
    chance = random.Random(20261123)
    operators = [f"operator-{number:03}" for number in range(400)]
    sessions = [
        (operator, f"{operator}-{chance.getrandbits(68):017x}", f"i-{chance.getrandbits(68):017x}",
         chance.choices(USERS, WEIGHTS)[0])
        for operator in chance.choices(operators, k=5000)
    ]
    filler = "".join(chance.choices(LETTERS, k=1 << 16))
    with open(path, "w", encoding="ascii", newline="\n") as out:
        for number in range(events):
            operator, session, instance, user = chance.choice(sessions)
            second = number * 30 * 86_400 // events
            time = f"2026-11-{1 + second // 86_400:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}Z"
            message = {
                "eventVersion": "1.0",
                "eventID": str(uuid.UUID(int=chance.getrandbits(128))),
                "eventTime": time,
                "awsRegion": "ap-northeast-1",
                "target": {"id": instance},
                "userIdentity": {"arn": f"arn:aws:sts::111122223333:assumed-role/Operator/{operator}"},
                "runAsUser": user,
                "sessionId": session,
                "sessionData": [f"[{user}@ip-10-0-0-1 ~]$ {chance.choice(COMMANDS)}", ""],
            }
            short = size - 1 - len(json.dumps(message, separators=(",", ":")))
            start = chance.randrange(len(filler) - max(short, 0) - 1)
            message["sessionData"][1] = filler[start : start + max(short, 0)]
            out.write(json.dumps(message, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
