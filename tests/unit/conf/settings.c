/*
 * client/conf/settings: what is wrong is refused, and values take no more
 * memory than is allowed.
 */
#include "client/conf/settings.h"

#include <stdlib.h>

#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static void
refuses(void)
{
	static char much[1100];
	const char *const wrong[][2] = { { "notify", "a\nsecret b" },
		{ "notify", much }, { "mute", "##dev" }, { "bell", "loud" },
		{ "name", "a b" }, { "log", "logs" }, { "ignore", "a b c" } };

	memset(much, 'x', sizeof(much) - 1);
	MUST(settings_find("colour") == NULL, "no such setting");
	for (size_t i = 0; i < COUNT(wrong); i++)
		MUST(settings_set(settings_find(wrong[i][0]), wrong[i][1]) !=
			NULL,
		    "%s %s", wrong[i][0], wrong[i][1]);
	PASS("what is wrong is refused");
}

/* However often a setting is changed, the memory for values has a limit. */
static void
is_bounded(void)
{
	static char value[1000];
	size_t i = 0;

	memset(value, 'x', sizeof(value) - 1);
	while (
	    settings_set(settings_find("notify"), value) == NULL && i < 20000)
		i++;
	MUST(i < 20000 && settings_set(settings_find("bell"), "no") != NULL,
	    "no end of changes");
	PASS("values take no more than is allowed");
}

int
main(void)
{
	char directory[SCRATCH_PATH];

	scratch_path(directory, "none");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	(void)settings_read(&(struct settings_given) { .file = NULL });
	refuses();
	is_bounded();
	return tap_done();
}
