/*
 * With FORKCAST_RESTRICTED, nothing that a stranger types runs a program or
 * touches a file. Each setting is in one of the lists below; a new one must be
 * put there, and marked as outside where it belongs.
 */
#include "client/conf/files.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/chat/words/meaning.h"
#include "client/conf/settings.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

static const char *const inside_keys[] = { "server", "name", "account",
	"secret", "group", "mute", "times", "time_format", "slash", "presence",
	"members", "mouse", "bell", "highlight", "ignore", "alias", "theme",
	"scrollback", "timeout", NULL };
static const char *const outside_keys[] = { "via", "notify", "log",
	"secret_command", NULL };

static bool
has(const char *const *list, struct str word)
{
	while (*list != NULL && !str_eq(str_from(*list), word))
		list++;
	return *list != NULL;
}

static void
walks_keys(void)
{
	char room[256];
	struct buf value;
	const char *key;

	for (size_t i = 0; (key = settings_key(i)) != NULL; i++) {
		const bool outside = has(outside_keys, str_from(key));
		TAP_OK(outside != has(inside_keys, str_from(key)),
		    "%s is in one of the lists", key);
		if (!outside)
			continue;
		const char *wrong =
		    settings_set(settings_find(key), "/bin/true");
		TAP_STR(str_from(wrong != NULL ? wrong : "set"),
		    STR(RESTRICTED_WHY), "it cannot be set");
		TAP_OK(settings_set(settings_find(key), NULL) == NULL,
		    "it has no default");
		buf_init(&value, room, sizeof(room));
		settings_value(settings_find(key), &value);
		TAP_STR(buf_str(&value), STR(RESTRICTED_WHY), "/set says so");
	}
}

static void
touches_nothing(const struct settings *now)
{
	char path[SCRATCH_PATH];
	struct error why;
	int fd;

	TAP_OK(now->log == NULL && now->notify == NULL &&
		now->server[0].via == NULL,
	    "nothing is run or written by default");
	TAP_OK(settings_set(settings_find("log"), "no") == NULL,
	    "log no is the same");
	scratch_path(path, "log");
	TAP_OK(!logfile_open(&fd, path, &why) && access(path, F_OK) != 0,
	    "no log is made");
	TAP_OK(!settings_save(settings_find("bell"), NULL, &why) &&
		str_eq(str_from(why.text), STR(RESTRICTED_WHY)),
	    "no setting is saved");
}

int
main(void)
{
	char directory[SCRATCH_PATH];

	scratch_path(directory, "home");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0 &&
		setenv(RESTRICTED_VARIABLE, "", 1) == 0,
	    "setenv");
	TAP_OK(!restricted(), "an empty variable is none");
	MUST(setenv(RESTRICTED_VARIABLE, "1", 1) == 0, "setenv");
	const struct settings *now = settings_read();
	walks_keys();
	touches_nothing(now);
	return tap_done();
}
