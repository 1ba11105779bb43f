/*
 * The type argument of msgrcv. 0 is for the first message of the queue; above
 * 0, for the first of that type; below 0, for the first of the lowest type up
 * to the absolute value, so that types serve as priorities.
 */
#include "ipc.h"

struct message {
	long type;
	char letter;
};

/* Puts the letters in, with their types. */
static void
send_all(int id)
{
	static const struct message messages[] = { { 3, 'a' }, { 1, 'b' },
		{ 2, 'c' }, { 1, 'd' }, { 3, 'e' } };

	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++)
		must("msgsnd", msgsnd(id, &messages[i], 1, 0));
}

/* Takes out what there is for that type; true if it comes in that order. */
static bool
comes(int id, long type, const char *wanted)
{
	struct message message;
	char got[16] = "";
	size_t count = 0;

	while (msgrcv(id, &message, 1, type, IPC_NOWAIT) != -1)
		got[count++] = message.letter;
	must("msgrcv", errno == ENOMSG ? 0 : -1);
	say("type %2ld: %s", type, got);
	return strcmp(got, wanted) == 0;
}

int
main(void)
{
	const int id = keep_queue(IPC_PRIVATE);

	say("letters and their types: a 3, b 1, c 2, d 1, e 3");
	send_all(id);
	expect(comes(id, 0, "abcde"), "0: in the order of sending");
	send_all(id);
	expect(comes(id, 1, "bd"), "1: those of type 1; the others stay");
	expect(comes(id, 4, ""), "4: none has this type (ENOMSG)");
	expect(comes(id, -2, "c"), "-2: what is left of types 1 and 2");
	expect(comes(id, 0, "ae"), "0: the rest");
	send_all(id);
	expect(comes(id, -3, "bdcae"), "-3: by priority, 1 before 2 before 3");
	return 0;
}
