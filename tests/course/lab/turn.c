/*
 * Four programs, a text of at most 2,048 bytes in shared memory (key 5680), and
 * a variable, turn: "turn read <FILE" reads the text, "turn add" adds 2 to each
 * letter, "turn swap" swaps the case, "turn write >FILE" writes it and removes
 * the memory. Start "turn read" first; the others, in any order, then wait.
 */
#include <ctype.h>
#include <stdatomic.h>

#include "ipc.h"
#include "terminal.h"

#define KEY 5680

enum { READ, ADD, SWAP, WRITE, DONE };
static char *const names[] = { "read", "add", "swap", "write", "nobody" };

static struct shared {
	atomic_int turn;
	char text[2048 + 1]; /* ends with a 0 */
} * shared;

/* Looks until it is its turn, or the memory is gone with the first program. */
static void
wait_for(int turn)
{
	if (shared->turn != turn)
		(void)fprintf(stderr, "not my turn: %s\n", names[shared->turn]);
	while (shared->turn != turn)
		if (shmget(KEY, 0, 0) == -1 && shared->turn != turn)
			must("memory", -1);
}

static int
run(int turn)
{
	const int id = turn == READ ?
	    keep_memory(KEY, sizeof(*shared)) :
	    must("run \"turn read\" first: shmget", shmget(KEY, 0, 0));

	shared = must_attach(id, 0);
	wait_for(turn);
	if (turn == READ && fread(shared->text, 1, 2048, stdin) > 0)
		must("2,048 bytes", getchar() == EOF ? 0 : -1);
	for (char *c = shared->text; *c != '\0'; c++)
		if (isalpha((unsigned char)*c)) /* in ASCII, ' ' is the case */
			*c = (char)((*c + 2 * (turn == ADD)) ^
			    ' ' * (turn == SWAP));
	if (turn == WRITE)
		must("write", fputs(shared->text, stdout) | fflush(stdout));
	shared->turn++;
	if (turn == READ)
		wait_for(DONE);
	if (turn == WRITE)
		remove_memory(id);
	return 0;
}

int
main(int argc, char *argv[])
{
	static const int order[] = { READ, WRITE, SWAP, ADD };
	struct terminal all[DONE];

	for (int i = READ; argc > 1 && i < DONE; i++)
		if (strcmp(argv[1], names[i]) == 0)
			return run(i);
	for (int i = 0; i < DONE; i++) {
		all[i] = terminal_open(argv[0], names[order[i]], NULL);
		if (i == 0)
			terminal_type(&all[i], "Salam, Javad");
		terminal_end(&all[i]);
		if (i < 3)
			terminal_expect(&all[i], "not my turn: add", "waits");
	}
	terminal_expect(&all[1], "uCNCO, lCXCF", "each has had its turn");
	for (int i = 0; i < DONE; i++)
		expect(terminal_close(&all[i]) == 0, names[order[i]]);
	return 0;
}
