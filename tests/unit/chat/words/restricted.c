/*
 * With FORKCAST_RESTRICTED, nothing that a stranger types runs a program or
 * touches a file. Each setting is in one of the lists below; a new one must be
 * put there, and marked as outside where it belongs.
 */
#include <stdlib.h>

#include "client/conf/settings.h"
#include "client/system/files.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static const char inside[] = " server name account secret group mute keep "
			     "times presence members bell "
			     "highlight ignore ";
static const char outside[] = " via notify log ";

static bool
has(const char *list, const char *word)
{
	const char *at = strstr(list, word);

	return at != NULL && at[-1] == ' ' && at[strlen(word)] == ' ';
}

/* A setting that is outside cannot be set, has no default, and says so. */
static void
is_refused(const char *key)
{
	const struct setting *setting = settings_find(key);
	const char *wrong = settings_set(setting, "/bin/true");
	char room[256];
	struct buf value;

	TAP_STR(str_from(wrong != NULL ? wrong : "set"), STR(RESTRICTED_WHY),
	    "%s cannot be set", key);
	TAP_OK(settings_set(setting, NULL) == NULL, "it has no default");
	buf_init(&value, room, sizeof(room));
	settings_value(setting, &value);
	TAP_STR(buf_str(&value), STR(RESTRICTED_WHY), "/set says so");
}

int
main(void)
{
	char directory[SCRATCH_PATH];
	const char *key;

	scratch_path(directory, "home");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0 &&
		setenv(RESTRICTED_VARIABLE, "1", 1) == 0,
	    "setenv");
	const struct settings *now =
	    settings_read(&(struct settings_given) { 0 });
	for (size_t i = 0; (key = settings_key(i)) != NULL; i++) {
		TAP_OK(has(inside, key) || has(outside, key),
		    "%s is in one of the lists", key);
		if (!has(inside, key))
			is_refused(key);
	}
	TAP_OK(now->log == NULL && now->notify == NULL && now->via == NULL,
	    "nothing is run or written by default");
	TAP_OK(settings_set(settings_find("log"), "no") == NULL,
	    "log no is the same");
	return tap_done();
}
