/*
 * client/conf/settings: values are set at run time and kept for the next start;
 * what is wrong is refused.
 */
#include "client/conf/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

	settings_file_find(ours, true);
	TAP_STR(files_read(ours, 4096, &memory), str_from(wanted), "our file");
	free(memory);
}

#define CONFIG                                                 \
	"server 127.0.0.1:8\naccount javad\nsecret x y\n"      \
	"group #ops\nmute tea\ntheme own red\n[server home]\n" \
	"name sara\ngroup tea\n"

static void
read_files(void)
{
	now = settings_read(&(struct settings_given) { .file = path });
}

/* What is behind a section is of nobody, and changes go to a file of ours. */
static void
reads_files(void)
{
	struct error why;

	scratch_write(path, CONFIG); /* which may give it away */
	MUST(chown(path, geteuid(), (gid_t)-1) == 0, "it is ours");
	MUST(chmod(path, 0600) == 0, "chmod");
	read_files();
	TAP_STR(str_from(now->server), STR("127.0.0.1:8"), "its address");
	TAP_STR(str_from(now->secret), STR("x y"), "its secret");
	TAP_STR(
	    str_from(settings_name()), STR("javad"), "its account is the name");
	value_is("group", "ops");
	TAP_OK(strstr(settings_in_vain(0), "theme is not read") != NULL &&
		strstr(settings_in_vain(1), "[server NAME] is not") != NULL &&
		settings_in_vain(2) == NULL,
	    "what is in vain is told");
	set("name", "bob");
	set("mute", "#Noise");
	set("mute", "quiet");
	MUST(settings_drop(settings_find("mute"), STR("#noise")) &&
		settings_save(settings_find("mute"), "noise", &why),
	    "no noise");
	set("bell", "no");
	our_file_is("name bob\nmute quiet\nmute - noise\nbell no\n");
	read_files();
	MUST(settings_has(now->muted, STR("QUIET")) &&
		settings_has(now->muted, STR("tea")) &&
		!settings_has(now->muted, STR("noise")),
	    "it is read behind the other");
	value_is("name", "bob");
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
		{ "name", "a b" }, { "log", "logs" }, { "ignore", "a b c" } };

	memset(much, 'x', sizeof(much) - 1);
	MUST(settings_find("colour") == NULL, "no such setting");
	for (size_t i = 0; i < COUNT(wrong); i++)
		MUST(settings_set(settings_find(wrong[i][0]), wrong[i][1]) !=
			NULL,
		    "%s %s", wrong[i][0], wrong[i][1]);
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
	reads_files();
	refuses();
	is_bounded();
	return tap_done();
}
