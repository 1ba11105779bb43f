/*
 * Shared memory with a key, 5678, and no semaphore. "letters server" writes a
 * to z, then checks in a loop until "letters client", in another terminal, has
 * read them and written a *. This is busy waiting: ps shows R, and top 100 %.
 */
#include <sched.h>
#include <stdatomic.h>

#include "ipc.h"
#include "terminal.h"

#define KEY 5678
#define LETTERS 26

static int
server(void)
{
	const int id = keep_memory(KEY, LETTERS);
	atomic_char *text = must_attach(id, 0);
	unsigned long looks = 1;

	for (int i = 0; i < LETTERS; i++)
		text[i] = (char)('a' + i);
	say("a to z are in memory 5678; I wait for a *");
	for (; text[0] != '*'; looks++)
		must("sched_yield", sched_yield());
	say("there is the *; I have looked %lu times", looks);
	return 0;
}

static int
client(void)
{
	const int id = must("no server: shmget", shmget(KEY, 0, 0));
	atomic_char *text = must_attach(id, 0);
	char copy[LETTERS + 1] = "";

	for (int i = 0; i < LETTERS; i++)
		copy[i] = text[i];
	if (copy[LETTERS - 1] != 'z') {
		say("the server is not ready, try again");
		return 1;
	}
	say("%s", copy);
	text[0] = '*';
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc > 1)
		return strcmp(argv[1], "server") == 0 ? server() : client();
	struct terminal one = terminal_open(argv[0], "server", NULL);
	terminal_expect(&one, "a to z", "the server has written");
	struct terminal other = terminal_open(argv[0], "client", NULL);
	terminal_expect(&other, "abcdefghijklmnopqrstuvwxyz", "in order");
	expect(terminal_close(&other) == 0, "the client has answered");
	terminal_expect(&one, "there is the *", "the server has seen that");
	expect(terminal_close(&one) == 0, "the server removes the memory");
	return 0;
}
