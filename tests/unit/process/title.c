/*
 * server/base/config/self and server/process/sandbox/title: what ps shows.
 * The memory that the kernel would prepare is laid out by hand, so that it can
 * be seen whether all stays in it.
 */
#include "server/process/sandbox/sandbox.h"

#include <stdlib.h>

#include "server/base/config/self.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

extern char **environ;

#define ROOM 400
#define STRINGS 8

/* Arguments and environment, one behind the other, and a guard behind. */
static struct {
	char memory[ROOM];
	char *argv[STRINGS]; /* ends with null */
	char *env[STRINGS]; /* likewise */
	size_t used; /* of memory */
} stage;

static char *
put(const char *text)
{
	const size_t size = strlen(text) + 1;
	char *at = stage.memory + stage.used;

	MUST(size < ROOM - stage.used, "the stage is too small");
	memcpy(at, text, size);
	stage.used += size;
	return at;
}

/* Back to what was there; the copy of it stays in the arena. */
static void
leave(void)
{
	environ = stage.env;
}

/* The parent makes room, and a child is given that. */
static void
begin(int count)
{
	struct title_room room;
	char **moved;

	room.at = self_make_room(count, stage.argv, &room.size);
	moved = environ;
	sandbox_title_init(room);
	TAP_OK(environ[0] == NULL, "a child has no environment");
	environ = moved;
}

/* A process with these arguments (at most two) and variables. */
static void
enter(const char *const args[2], const char *const vars[2])
{
	memset(&stage, 0, sizeof(stage));
	memset(stage.memory, '#', ROOM);
	for (size_t i = 0; i < 2 && args[i] != NULL; i++)
		stage.argv[i] = put(args[i]);
	for (size_t i = 0; i < 2 && vars[i] != NULL; i++)
		stage.env[i] = put(vars[i]);
	environ = stage.env;
	begin(stage.argv[1] != NULL ? 2 : 1);
}

/* The title, and nothing but NULs behind it, up to an end; then the guard. */
static void
expect(struct str want, size_t end)
{
	bool zero = true, guard = true;

	TAP_STR(str_from(stage.argv[0]), want, "the title");
	for (size_t i = want.len; i < end; i++)
		zero = zero && stage.memory[i] == '\0';
	TAP_OK(zero, "up to %zu there is no rest of the old one", end);
	for (size_t i = stage.used > end ? stage.used : end; i < ROOM; i++)
		guard = guard && stage.memory[i] == '#';
	TAP_OK(guard, "nothing is written behind its room");
}

static bool
is_set(const char *variable, const char *value)
{
	const char *now = getenv(variable);

	return now != NULL && strcmp(now, value) == 0;
}

static void
takes_the_room_of_the_environment(void)
{
	enter((const char *[]) { "forkcastd", "-v" },
	    (const char *[]) { "HOME=/home/ali", "LANG=C" });
	TAP_OK(environ != stage.env, "the environment has moved");
	TITLE(STR("forkcastd: "), STR("ali"), STR(" unix"));
	expect(STR("forkcastd: ali unix"), stage.used);
	TITLE(STR("short"));
	expect(STR("short"), stage.used);
	TAP_OK(is_set("HOME", "/home/ali"), "HOME is kept");
	TAP_OK(is_set("LANG", "C"), "LANG is kept");
	TAP_OK(getenv("PATH") == NULL, "there is no other variable");
	TITLE(str_from(filler(ROOM)));
	expect((struct str) { filler(ROOM), stage.used - 1 }, stage.used);
	leave();
}

/* It comes first after an upgrade. */
static void
takes_the_state_out(void)
{
	enter((const char *[]) { "forkcastd", NULL },
	    (const char *[]) { PROGRAM_STATE "=7", "SECRET=xyz" });
	TAP_OK(getenv(PROGRAM_STATE) == NULL, "the state is told once");
	TAP_OK(is_set("SECRET", "xyz"), "the other variables are kept");
	TITLE(STR("name"));
	expect(STR("name"), stage.used);
	leave();
}

int
main(void)
{
	TITLE(STR("before there is room")); /* does nothing */
	takes_the_room_of_the_environment();
	takes_the_state_out();
	return tap_done();
}
