/*
 * A pipe goes one way, from its write end to its read end, so parent and child
 * need two pipes to talk both ways. The child inherits all four ends. Each side
 * closes the two it does not use, or the other would never see the end of file.
 */
#include <ctype.h>

#include "lab.h"

/* The child: returns each byte in upper case, until the parent closes. */
static void
answer(int in, int out)
{
	char byte;

	while (must("read", read(in, &byte, 1)) == 1) {
		byte = (char)toupper((unsigned char)byte);
		must("write", write(out, &byte, 1));
	}
	say("child: read has returned 0, the end: the parent has closed");
	exit(0);
}

/* Sends a text, reads what comes back into the same place. */
static void
ask(int out, int in, char *text)
{
	const size_t size = strlen(text);
	size_t got = 0;

	must("write", write(out, text, size) == (ssize_t)size ? 0 : -1);
	while (got < size) /* one read may bring a part */
		got += (size_t)must("read", read(in, text + got, size - got));
}

/* A child writes to a pipe that nobody can read any more. */
static int
write_to_nobody(int out)
{
	const pid_t child = must_fork();

	if (child == 0) {
		must("write", write(out, "x", 1));
		_exit(0);
	}
	return status_of(child);
}

int
main(void)
{
	int down[2], up[2]; /* [0] is the read end, [1] the write end */
	char text[] = "salam, from the parent";

	must("pipe", pipe(down));
	must("pipe", pipe(up));
	const pid_t child = must_fork();
	if (child == 0) {
		must("close", close(down[1]) == 0 ? close(up[0]) : -1);
		answer(down[0], up[1]);
	}
	must("close", close(down[0]) == 0 ? close(up[1]) : -1);
	ask(down[1], up[0], text);
	say("parent: the child has made of it: %s", text);
	expect(strcmp(text, "SALAM, FROM THE PARENT") == 0, "both ways work");
	expect(
	    write_to_nobody(up[0]) == 1, "the read end cannot be written to");
	must("close", close(down[1]));
	expect(status_of(child) == 0, "the child has seen the end");
	expect(read(up[0], text, 1) == 0,
	    "so does the parent, now that the child is gone");
	must("pipe", pipe(down));
	must("close", close(down[0]));
	expect(write_to_nobody(down[1]) == 128 + SIGPIPE,
	    "writing to a pipe without readers kills: SIGPIPE");
	(void)signal(SIGPIPE, SIG_IGN);
	expect(write(down[1], "x", 1) == -1 && errno == EPIPE,
	    "or fails with EPIPE, if the signal is ignored");
	return 0;
}
