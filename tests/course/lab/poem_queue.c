/*
 * Four children, each at its own speed, send the lines of a poem to their
 * parent through a queue, so the lines arrive in any order. The type of a
 * message is its line number: the parent sorts the lines, and prints the
 * complete poem.
 */
#include "ipc.h"

#define CHILDREN 4
#define LINES 8
#define SIZE 64

static const char *const poem[LINES] = {
	"A hundred voices share one narrow street,",
	"each from a house whose door it never leaves;",
	"beneath each sill two running gutters meet",
	"that bear what one house says and one receives.",
	"The keeper at the corner lifts each word",
	"and sets it down at every open door;",
	"he asks not what it means, nor who has heard,",
	"and no one's silence makes him carry more.",
};

struct message {
	long line;
	char text[SIZE];
};

/* Every fourth line; the first child is the slowest. */
static void
hand_lines(int id, int child)
{
	struct message message = { 0, "" };

	for (int line = child; line < LINES; line += CHILDREN) {
		for (volatile long i = 0; i < 300000L * (CHILDREN - child); i++)
			continue; /* hard work */
		message.line = line + 1;
		(void)snprintf(message.text, SIZE, "%s", poem[line]);
		must("msgsnd", msgsnd(id, &message, SIZE, 0));
	}
	exit(0);
}

int
main(void)
{
	const int id = keep_queue(IPC_PRIVATE);
	char lines[LINES][SIZE] = { "" };
	struct message message;
	pid_t children[CHILDREN];

	for (int i = 0; i < CHILDREN; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			hand_lines(id, i);
	}
	for (int i = 0; i < LINES; i++) {
		must("msgrcv", (int)msgrcv(id, &message, SIZE, 0, 0));
		say("line %ld comes from child %ld", message.line,
		    1 + (message.line - 1) % CHILDREN);
		memcpy(lines[message.line - 1], message.text, SIZE);
	}
	for (int i = 0; i < CHILDREN; i++)
		expect(status_of(children[i]) == 0, "a child is done");
	for (int i = 0; i < LINES; i++)
		say("  %s", lines[i]);
	for (int i = 0; i < LINES; i++)
		expect(strcmp(lines[i], poem[i]) == 0,
		    "this line is in its place");
	return 0;
}
