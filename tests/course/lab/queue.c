/*
 * A message queue with a key, 137, by which unrelated programs find it. "queue
 * send" sends 100 messages of types 1 to 3. "queue read TYPE" receives those of
 * one type until none is left; run several at once, in other terminals.
 */
#include "ipc.h"
#include "terminal.h"

#define KEY 137
#define MESSAGES 100

#define SIZE 32

struct message {
	long type; /* above 0 */
	char text[SIZE];
};

static int
send_all(void)
{
	struct message message = { 0, "" };
	const int id = keep_queue(KEY);

	for (int i = 1; i <= MESSAGES; i++) {
		message.type = 1 + i % 3;
		(void)snprintf(message.text, SIZE, "message %d", i);
		must("msgsnd", msgsnd(id, &message, SIZE, 0));
	}
	say("%d messages are in queue 137; Enter removes it", MESSAGES);
	(void)getchar(); /* Ctrl-D does it, too */
	return 0;
}

static int
read_all(long type)
{
	struct message message;
	const int id = must("no sender: msgget", msgget(KEY, 0));
	int count = 0;

	for (; msgrcv(id, &message, SIZE, type, IPC_NOWAIT) != -1; count++)
		say("type %ld: %s", message.type, message.text);
	must("msgrcv", errno == ENOMSG ? 0 : -1);
	say("no more; read: %d", count);
	return 0;
}

int
main(int argc, char *argv[])
{
	static char *const types[] = { "1", "2", "3", "3" };
	struct terminal readers[4];
	char text[64];
	int count, sum = 0;

	if (argc == 2)
		return send_all();
	if (argc == 3)
		return read_all(strtol(argv[2], NULL, 10));
	struct terminal sender = terminal_open(argv[0], "send", NULL);
	terminal_expect(&sender, "100 messages", "all are sent");
	for (int i = 0; i < 4; i++)
		readers[i] = terminal_open(argv[0], "read", types[i]);
	for (int i = 0; i < 4; i++) {
		while (terminal_line(&readers[i], text, sizeof(text)))
			if (sscanf(text, "no more; read: %d", &count) == 1)
				sum += count;
		expect(terminal_close(&readers[i]) == 0, "a reader has ended");
	}
	expect(sum == MESSAGES, "each message has had one reader");
	expect(terminal_close(&sender) == 0, "the sender removes the queue");
	return 0;
}
