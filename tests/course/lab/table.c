/*
 * A table in the parent's memory. Children send requests to insert a row with a
 * new key (the answer is the number of rows), and to change or delete a row
 * (the answer is the old row). The parent handles one request at a time.
 */
#include "ipc.h"

#define CHILDREN 4
#define REPLY 10 /* and the child's pid: the type of its answers */
#define SIZE (sizeof(struct message) - sizeof(long))

struct message {
	long type, from;
	char what[8];
	int key, row; /* an answer's row is -1 if it was refused */
};

static int rows, table[CHILDREN + 1]; /* 0: there is no such row */

/* Makes a request its own answer. */
static void
answer(struct message *message)
{
	int *row = &table[message->key], old = *row;
	const bool inserts = message->what[0] == 'i', is_done = inserts == !old;

	if (is_done)
		*row = message->what[0] == 'd' ? 0 : message->row;
	rows += !old - !*row;
	message->row = is_done ? (inserts ? rows : old) : -1;
	message->type = REPLY + message->from;
	say("%s %d: %d", message->what, message->key, message->row);
}

static int
ask(int id, const char *what, int key, int row)
{
	struct message message = { 1, getpid(), "", key, row };

	(void)snprintf(message.what, sizeof(message.what), "%s", what);
	must("msgsnd", msgsnd(id, &message, SIZE, 0));
	must("msgrcv", (int)msgrcv(id, &message, SIZE, REPLY + getpid(), 0));
	return message.row;
}

/* The exit status is 10 if this child has inserted the last key. */
static void
be_child(int id, int key)
{
	expect(ask(id, "insert", key, 42) > 0, "the number of rows");
	expect(ask(id, "insert", key, 7) == -1, "refused");
	expect(ask(id, "change", key, 43) == 42, "the old row");
	expect(ask(id, "delete", key, 0) == 43, "the deleted row");
	exit(ask(id, "insert", CHILDREN, 1) > 0 ? 10 : 0);
}

int
main(void)
{
	const int id = keep_queue(IPC_PRIVATE);
	struct message message;
	pid_t children[CHILDREN];
	int sum = 0;

	for (int i = 0; i < CHILDREN; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			be_child(id, i);
	}
	for (int i = 0; i < 5 * CHILDREN; i++) {
		must("msgrcv", (int)msgrcv(id, &message, SIZE, 1, 0));
		answer(&message);
		must("msgsnd", msgsnd(id, &message, SIZE, 0));
	}
	for (int i = 0; i < CHILDREN; i++)
		sum += status_of(children[i]);
	expect(sum == 10, "one child has inserted the key that all wanted");
	expect(rows == table[CHILDREN], "only that row is left");
	return 0;
}
