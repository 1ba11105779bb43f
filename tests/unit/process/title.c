/*
 * server/base/config/self and server/process/sandbox/title: what ps shows.
 * The memory that the kernel would prepare is laid out by hand, so that it can
 * be seen whether all stays in it.
 */
#include "server/process/sandbox/sandbox.h"

#include <stdlib.h>

#include "server/base/config/self.h"
#include "tests/lib/filler.h"
#include "tests/lib/tap.h"

extern char **environ;

#define ROOM 400

/* Arguments and environment, one behind the other, and a guard behind. */
static const char strings[] =
    "forkcastd\0-v\0" PROGRAM_STATE "=7\0HOME=/home/ali\0SECRET=xyz";
static char memory[ROOM];
static char *argv[] = { memory, memory + 10, NULL };
static char *env[4];

/* The title, and nothing but NULs behind it, up to the end; then the guard. */
static void
expect(struct str want)
{
	bool zero = true, guard = true;

	TAP_STR(str_from(argv[0]), want, "the title");
	for (size_t i = want.len; i < sizeof(strings); i++)
		zero = zero && memory[i] == '\0';
	TAP_OK(zero, "there is no rest of the old one");
	for (size_t i = sizeof(strings); i < ROOM; i++)
		guard = guard && memory[i] == '#';
	TAP_OK(guard, "nothing is written behind its room");
}

static bool
is_set(const char *variable, const char *value)
{
	const char *now = getenv(variable);

	return now != NULL && strcmp(now, value) == 0;
}

int
main(void)
{
	struct title_room room;
	char **moved;

	TITLE(STR("before there is room")); /* does nothing */
	memset(memory, '#', ROOM);
	memcpy(memory, strings, sizeof(strings));
	env[0] = memory + 13;
	for (size_t i = 1; i < 3; i++)
		env[i] = env[i - 1] + strlen(env[i - 1]) + 1;
	environ = env;
	/* The parent makes room, and a child is given that. */
	room.at = self_make_room(2, argv, &room.size);
	moved = environ;
	sandbox_title_init(room);
	TAP_OK(environ[0] == NULL, "a child has no environment");
	environ = moved;
	TAP_OK(environ != env, "the environment has moved");
	TITLE(STR("forkcastd: "), STR("ali"), STR(" unix"));
	expect(STR("forkcastd: ali unix"));
	TITLE(STR("short"));
	expect(STR("short"));
	TAP_OK(getenv(PROGRAM_STATE) == NULL, "the state is told once");
	TAP_OK(is_set("HOME", "/home/ali") && is_set("SECRET", "xyz") &&
		getenv("PATH") == NULL,
	    "the other variables are kept, and there are no more");
	TITLE(str_from(filler(ROOM)));
	expect((struct str) { filler(ROOM), sizeof(strings) - 1 });
	environ = env; /* the copy stays in the arena */
	return tap_done();
}
