"""What a worker behind Redis makes of the requests that it takes."""

import numpy as np

from workbench.solvers._redis_worker import ANSWER, HEADER, QUEUE, READY, answer, serve_channel, serve_queue


class Largest:
    """A model that answers the place of a row's largest number, and keeps how many rows came at once."""

    def __init__(self):
        self.calls = []

    def predict(self, rows):
        self.calls.append(len(rows))
        return rows.argmax(axis=1)


class Ended(Exception):
    """The process was ended."""


class Taken:
    """A Redis that hands out what is waiting, then ends; it keeps what is pushed and published."""

    def __init__(self, waiting):
        self.waiting = list(waiting)
        self.sent = []

    def blmpop(self, timeout, keys, key, direction, count):
        assert (timeout, keys, key, direction) == (0, 1, QUEUE, "LEFT")
        if not self.waiting:
            raise Ended
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return key, taken

    def pubsub(self, ignore_subscribe_messages):
        return self

    def subscribe(self, name):
        self.channel = name

    def get_message(self, timeout):
        if not self.waiting:
            raise Ended
        data = self.waiting.pop(0)
        return None if data is None else {"data": data}

    def pipeline(self, transaction):
        return self

    def rpush(self, key, value):
        self.sent.append((key, value))

    publish = rpush

    def execute(self):
        pass


def item(client, number, row):
    return HEADER.pack(client, number) + np.array(row, dtype="<f4").tobytes()


def test_answers_find_their_clients():
    model = Largest()
    found = answer(model, [item(3, 70, [1, 5, 2]), item(0, 71, [9, 5, 2])])
    assert found == [("answers:3", ANSWER.pack(70, 1)), ("answers:0", ANSWER.pack(71, 0))]
    assert model.calls == [2]


def test_a_queue_is_taken_in_batches_of_what_waits():
    model, redis = Largest(), Taken(item(1, number, [0, 1]) for number in range(5))
    try:
        serve_queue(redis, model, 3)
    except Ended:
        pass
    assert model.calls == [3, 2]
    assert redis.sent[0][0] == READY
    assert redis.sent[1:] == [("answers:1", ANSWER.pack(number, 1)) for number in range(5)]


def test_a_channel_is_answered_one_by_one():
    model, redis = Largest(), Taken([None, item(1, 8, [0, 1]), None, item(2, 9, [1, 0])])
    try:
        serve_channel(redis, model, 4)
    except Ended:
        pass
    assert redis.channel == "requests:4"
    assert model.calls == [1, 1]
    assert redis.sent[1:] == [("answers:1", ANSWER.pack(8, 1)), ("answers:2", ANSWER.pack(9, 0))]
