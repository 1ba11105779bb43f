/*
 * Two children, one slower than the other, pass the lines of a poem to their
 * parent through shared memory with room for two lines. Two semaphores count
 * the free and the filled places; a third lets one child at a time fill one.
 */
#include "ipc.h"

#define CHILDREN 2
#define LINES 4
#define PLACES 2
#define SIZE 64

enum { FREE, FILLED, MUTEX };

static const char *const poem[LINES] = {
	"One house falls dark. Its gutters both run dry,",
	"the keeper writes its name and strikes it out;",
	"the others hear a single line go by",
	"and turn again to what they talked about.",
};

static struct ring {
	int filled, taken; /* so many times */
	struct {
		int line;
		char text[SIZE];
	} places[PLACES];
} * ring;

static void
hand_lines(int id, int child)
{
	for (int line = child; line < LINES; line += CHILDREN) {
		for (volatile long i = 0; i < 900000L * (CHILDREN - child); i++)
			continue; /* hard work */
		must_change(id, FREE, -1, 0);
		must_change(id, MUTEX, -1, SEM_UNDO);
		const int place = ring->filled++ % PLACES;
		ring->places[place].line = line;
		(void)snprintf(
		    ring->places[place].text, SIZE, "%s", poem[line]);
		must_change(id, MUTEX, 1, SEM_UNDO);
		must_change(id, FILLED, 1, 0);
	}
	exit(0);
}

int
main(void)
{
	unsigned short values[] = {
		[FREE] = PLACES, [FILLED] = 0, [MUTEX] = 1
	};
	const int id = keep_semaphores(IPC_PRIVATE, 3, values);
	char lines[LINES][SIZE] = { "" };
	pid_t children[CHILDREN];

	ring = must_attach(keep_memory(IPC_PRIVATE, sizeof(*ring)), 0);
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			hand_lines(id, i);
	}
	for (int i = 0; i < LINES; i++) {
		must_change(id, FILLED, -1, 0);
		const int place = ring->taken++ % PLACES;
		say("line %d is in place %d", ring->places[place].line, place);
		memcpy(lines[ring->places[place].line],
		    ring->places[place].text, SIZE);
		must_change(id, FREE, 1, 0);
	}
	for (int i = 0; i < CHILDREN; i++)
		expect(status_of(children[i]) == 0, "a child is done");
	for (int i = 0; i < LINES; i++) {
		say("  %s", lines[i]);
		expect(strcmp(lines[i], poem[i]) == 0,
		    "this line is in its place");
	}
	return 0;
}
