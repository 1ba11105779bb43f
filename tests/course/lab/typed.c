/*
 * Shared memory and two semaphores, all with the key 5679. Type lines into
 * "typed server", and "typed client" shows them in another terminal. Each waits
 * for the other in semop, without busy waiting: ps shows S.
 */
#include "ipc.h"
#include "terminal.h"

#define KEY 5679
#define SIZE 256

enum { WRITTEN, READ, SEMAPHORES };

/* An empty text is the end. */
static int
server(void)
{
	unsigned short zeros[SEMAPHORES] = { 0 };
	const int semaphores = keep_semaphores(KEY, SEMAPHORES, zeros);
	char *text = must_attach(keep_memory(KEY, SIZE), 0);
	bool is_end = false;

	say("start the client and type lines, then Ctrl-D");
	while (!is_end) {
		is_end = fgets(text, SIZE, stdin) == NULL;
		if (is_end)
			text[0] = '\0';
		must_change(semaphores, WRITTEN, 1, 0);
		must_change(semaphores, READ, -1, 0);
	}
	return 0;
}

static int
client(void)
{
	const int semaphores =
	    must("no server: semget", semget(KEY, SEMAPHORES, 0));
	char *text = must_attach(
	    must("no server: shmget", shmget(KEY, 0, 0)), SHM_RDONLY);
	bool is_end = false;

	while (!is_end) {
		must_change(semaphores, WRITTEN, -1, 0);
		is_end = text[0] == '\0';
		if (!is_end)
			say("%.*s", (int)strcspn(text, "\n"), text);
		must_change(semaphores, READ, 1, 0);
	}
	say("the server has ended");
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc > 1)
		return strcmp(argv[1], "server") == 0 ? server() : client();
	struct terminal one = terminal_open(argv[0], "server", NULL);
	terminal_expect(&one, "start", "the server is there");
	struct terminal other = terminal_open(argv[0], "client", NULL);
	terminal_type(&one, "salam");
	terminal_expect(&other, "salam", "the client shows a line");
	terminal_type(&one, "another one");
	terminal_expect(&other, "another one", "and the next");
	terminal_end(&one);
	terminal_expect(&other, "the server has ended", "Ctrl-D ends both");
	expect(terminal_close(&other) == 0, "the client has ended");
	expect(terminal_close(&one) == 0, "so has the server");
	return 0;
}
