/*
 * client/conf/settings: each server has its values, set at run time and kept
 * for the next start; what is wrong is refused.
 */
#include "client/conf/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/conf/alias.h"
#include "client/conf/ignore.h"
#include "client/conf/settings_file.h"
#include "client/system/files.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static char path[SCRATCH_PATH + 32];
static const struct settings *now;

static void
value_is(const char *key, const char *wanted)
{
	const struct setting *setting = settings_find(key);
	char memory[1024];
	struct buf value;

	buf_init(&value, memory, sizeof(memory));
	if (setting->kind == SETTING_LIST)
		(void)settings_entry(setting, 0, &value); /* or none */
	else
		settings_value(setting, &value);
	TAP_STR(buf_str(&value), str_from(wanted), "%s", key);
}

/* For now and for the next start. */
static void
set(const char *key, const char *value)
{
	const char *wrong = settings_set(settings_find(key), value);
	struct error why;

	MUST(wrong == NULL, "%s: %s", key, wrong);
	MUST(settings_save(settings_find(key), value, &why), "%s: %s", key,
	    why.text);
}

static void
our_file_is(const char *wanted)
{
	char ours[SETTINGS_PATH], *memory;

	settings_file_find(ours, SETTINGS_OURS);
	TAP_STR(files_read(ours, 4096, &memory), str_from(wanted), "our file");
	free(memory);
}

#define SECTIONS                                                 \
	"name ali\n\n[server work]\nserver 127.0.0.1:8\n"        \
	"account javad\nsecret x y\ngroup #ops\n[server home]\n" \
	"name sara\ngroup tea\n"

/* Each server has its own values, and changes go into its section of ours. */
static void
reads_sections(void)
{
	const struct settings_server *work, *home;
	struct error why;

	scratch_write(path, SECTIONS); /* which may give it away */
	MUST(chown(path, geteuid(), (gid_t)-1) == 0, "it is ours");
	MUST(chmod(path, 0600) == 0, "chmod");
	now = settings_read();
	work = settings_meant("work", NULL).server;
	home = settings_meant("home", NULL).server;
	MUST(now->servers == 3 && work != NULL && home != NULL &&
		settings_meant("127.0.0.1:8", NULL).server == now->server,
	    "two sections");
	TAP_STR(str_from(work->address), STR("127.0.0.1:8"), "its address");
	TAP_STR(str_from(work->secret), STR("x y"), "its secret");
	TAP_STR(str_from(settings_name(work)), STR("javad"),
	    "its account is the name");
	TAP_STR(str_from(settings_name(home)), STR("sara"), "its name");
	TAP_STR(str_from(settings_name(now->server)), STR("ali"),
	    "the name of no section");
	value_is("group", "");
	settings_choose(work);
	value_is("group", "ops");
	set("name", "bob");
	set("mute", "#Noise");
	set("mute", "quiet");
	MUST(settings_drop(settings_find("mute"), STR("noise")) &&
		settings_save(settings_find("mute"), "noise", &why),
	    "no noise");
	MUST(settings_has(work->muted, STR("QUIET")) &&
		!settings_has(work->muted, STR("noise")) &&
		!settings_has(home->muted, STR("quiet")),
	    "each has its muted groups");
	set("bell", "no");
	settings_choose(now->server);
	value_is("name", "ali");
	TAP_STR(str_from(work->name), STR("bob"), "only there");
	our_file_is("bell no\n[server work]\nname bob\nmute quiet\n"
		    "mute - noise\n");
	MUST(settings_has(settings_read()->server[1].muted, STR("quiet")),
	    "it is read behind the other");
	set("bell", NULL);
	set("highlight", "#ops tea");
	set("highlight", "ops tea");
	value_is("highlight", "#ops tea");
}

static void
refuses(void)
{
	static char much[1100];
	const char *const wrong[][2] = { { "notify", "a\nsecret b" },
		{ "notify", much }, { "mute", "##dev" }, { "bell", "loud" },
		{ "name", "a b" }, { "log", "logs" }, { "theme", "sky blue" },
		{ "time_format", "x\033[0m" }, { "ignore", "a b c" },
		{ "scrollback", "1G" }, { "scrollback", "M" },
		{ "scrollback", "63K" }, { "scrollback", "257M" },
		{ "scrollback", "18446744073709551617" }, { "alias", "word" },
		{ "alias", "hi \033" } };

	memset(much, 'x', sizeof(much) - 1);
	MUST(settings_find("colour") == NULL, "no such setting");
	for (size_t i = 0; i < COUNT(wrong); i++)
		MUST(settings_set(settings_find(wrong[i][0]), wrong[i][1]) !=
			NULL,
		    "%s %s", wrong[i][0], wrong[i][1]);
	MUST(now->scrollback == (size_t)1 << 20, "the usual one");
	MUST(now->bell && now->notify == NULL, "nothing has changed");
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

	scratch_path(directory, "home");
	MUST(mkdir(directory, 0700) == 0, "a directory");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	MUST(unsetenv("FORKCAST_SERVER") == 0 && unsetenv(SETTINGS_NAME) == 0,
	    "unsetenv");
	(void)snprintf(path, sizeof(path), "%s/forkcast", directory);
	MUST(mkdir(path, 0700) == 0, "another");
	(void)snprintf(path, sizeof(path), "%s/forkcast/config", directory);
	reads_sections();
	refuses();
	is_bounded();
	return tap_done();
}
