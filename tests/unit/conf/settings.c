/* client/conf/settings: what is wrong is refused. */
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

int
main(void)
{
	char directory[SCRATCH_PATH];

	scratch_path(directory, "none");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	(void)settings_read(&(struct settings_given) { .file = NULL });
	refuses();
	return tap_done();
}
