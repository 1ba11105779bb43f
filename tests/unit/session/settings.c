/*
 * client/session/settings: keys are set at run time and kept for the next
 * start; lists entry by entry; a secret is never shown.
 */
#include "client/session/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/session/alias.h"
#include "client/session/highlight.h"
#include "client/session/ignore.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static char path[SCRATCH_PATH + 32];
static const struct settings *now;

/* The file is ours, even where scratch files are somebody else's. */
static void
write_file(const char *text)
{
	scratch_write(path, text);
	MUST(chown(path, geteuid(), (gid_t)-1) == 0, "it is ours");
}

static void
value_is(const char *key, const char *wanted)
{
	char memory[1024];
	struct buf value;

	buf_init(&value, memory, sizeof(memory));
	MUST(settings_value(key, &value), "%s is there", key);
	TAP_STR(buf_str(&value), str_from(wanted), "%s", key);
}

/* For now and for the next start. */
static void
set(const char *key, const char *value)
{
	const char *wrong = settings_set(key, value);
	struct error why;

	MUST(wrong == NULL, "%s: %s", key, wrong);
	MUST(settings_keep(key, value, &why), "%s: %s", key, why.text);
}

static void
drop(const char *key, const char *entry)
{
	struct error why;

	MUST(settings_drop(key, entry), "%s %s is there", key, entry);
	MUST(settings_forget(key, entry, &why), "%s: %s", key, why.text);
}

static void
file_is(const char *wanted)
{
	static char text[4096];
	FILE *file = fopen(path, "r");
	const size_t len =
	    file != NULL ? fread(text, 1, sizeof(text), file) : 0;

	MUST(file != NULL && fclose(file) == 0, "the file can be read");
	TAP_STR(((struct str) { text, len }), str_from(wanted), "the file");
}

#define FILE_BEFORE                                     \
	"# mine\nserver 127.0.0.1:7 # local\ngroup a\n" \
	"group b\ngroup A\ntimes auto\npresence all\n"  \
	"theme bar bold #ff8800\nignore bob # spam\n"   \
	"alias hi\tmsg bob hi # there\nhighlight tea, #x\n"

static void
reads(void)
{
	write_file(FILE_BEFORE);
	now = settings_read();
	value_is("server", "127.0.0.1:7");
	value_is("group", "a\nb");
	value_is("name", "");
	value_is("times", "auto");
	value_is("time_format", "[%H:%M]");
	value_is("timeout", "60");
	MUST(now->times_auto && !now->times, "by the width");
	MUST(now->presence == SETTINGS_PRESENCE_ALL, "all are shown");
	MUST(ignore_has(STR("BOB")), "bob is ignored");
	MUST(highlight_in(
		 &(struct highlight_said) { .text = STR("#x") }, STR("")),
	    "a # is a part of a word");
	TAP_STR(
	    alias_find(STR("hi")), STR("hi msg bob hi # there"), "an alias");
}

#define SECTIONS                                                 \
	"name ali\n\n[server work]\nserver 127.0.0.1:8\n"        \
	"account javad\nsecret x y\ngroup #ops\n[server home]\n" \
	"name sara\ngroup tea\n"

/* Each server has its own values, and changes go into its section. */
static void
reads_sections(void)
{
	const struct settings_server *work, *home;
	struct error why;

	write_file(SECTIONS);
	MUST(chmod(path, 0600) == 0, "chmod");
	now = settings_read();
	work = settings_server("work");
	home = settings_server("home");
	MUST(now->servers == 3 && work != NULL && home != NULL &&
		settings_server("127.0.0.1:8") == NULL,
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
	drop("mute", "noise");
	MUST(settings_set("mute", "##x") != NULL, "no group");
	MUST(settings_mutes(work, STR("QUIET")) &&
		!settings_mutes(work, STR("noise")) &&
		!settings_mutes(home, STR("quiet")),
	    "each has its muted groups");
	set("bell", "no");
	MUST(settings_keep("bell", "no", &why), "%s", why.text);
	settings_choose(now->server);
	value_is("name", "ali");
	TAP_STR(str_from(work->name), STR("bob"), "only there");
	file_is("name ali\nbell no\n\n[server work]\nserver 127.0.0.1:8\n"
		"account javad\nsecret x y\ngroup #ops\nname bob\n"
		"mute quiet\n[server home]\nname sara\ngroup tea\n");
	set("bell", NULL);
}

static void
sets(void)
{
	set("presence", "off");
	MUST(now->presence == SETTINGS_PRESENCE_OFF, "off");
	set("times", "yes");
	MUST(now->times && !now->times_auto, "times are shown");
	set("notify", "  notify-send \"$FORKCAST_TEXT\" # x ");
	TAP_STR(str_from(now->notify),
	    STR("notify-send \"$FORKCAST_TEXT\" # x"), "without spaces");
	set("bell", "no");
	set("bell", NULL);
	MUST(now->bell, "as it is without a configuration");
	set("scrollback", "256M");
	MUST(now->scrollback == (size_t)256 << 20, "MiB");
	set("scrollback", "65536");
	MUST(now->scrollback == 65536, "bytes");
	set("scrollback", "64K");
	MUST(now->scrollback == 65536, "KiB");
	set("scrollback", NULL);
	MUST(now->scrollback == (size_t)1 << 20, "the usual one");
	MUST(now->log[0] == '\0', "logs are where the state is");
	MUST(setenv("HOME", "/home/ali", 1) == 0, "setenv");
	set("log", "~/logs");
	TAP_STR(str_from(now->log), STR("/home/ali/logs"), "at home");
	value_is("log", "~/logs");
	file_is("# mine\nserver 127.0.0.1:7 # local\ngroup a\n"
		"group b\ngroup A\ntimes yes\npresence off\n"
		"theme bar bold #ff8800\nignore bob # spam\n"
		"alias hi\tmsg bob hi # there\nhighlight tea, #x\n"
		"notify notify-send \"$FORKCAST_TEXT\" # x\nlog ~/logs\n");
	set("log", "");
	set("notify", "");
	set("times", "auto");
	set("presence", "all");
	MUST(now->log[0] == '\0' && now->notify == NULL, "the default");
	file_is(FILE_BEFORE);
}

static void
sets_lists(void)
{
	char *const *const groups = now->server[0].groups;
	struct error why;

	set("ignore", "spam*");
	set("ignore", "BOB");
	drop("ignore", "Spam*");
	set("alias", "/hi query");
	set("alias", "j names");
	drop("alias", "j");
	TAP_STR(alias_find(STR("j")), STR("j join"), "the one from the start");
	drop("alias", "j");
	drop("alias", "q");
	set("alias", "q query");
	drop("theme", "bar");
	set("theme", "mention #ff8800");
	set("group", "c");
	set("group", "#C");
	drop("group", "A");
	MUST(groups[0] != NULL && groups[1] != NULL && groups[2] == NULL,
	    "who walks through the groups is not disturbed");
	file_is("# mine\nserver 127.0.0.1:7 # local\n"
		"group b\ngroup #C\ntimes auto\npresence all\n"
		"ignore BOB # spam\n"
		"alias /hi query\nalias j\nalias q query\n"
		"highlight tea, #x\ntheme mention #ff8800\n");
	value_is("group", "b\nc");
	MUST(!settings_drop("ignore", "spam*"), "it is out");
	MUST(!settings_drop("bell", "yes"), "that is no list");
	MUST(!settings_forget("bell", "yes", &why), "nor in the file");
	MUST(settings_set("theme", NULL) == NULL, "all are as at the start");
	PASS("lists are changed entry by entry");
}

/* Not now, and if the file could not hold it not for later either. */
static void
is_refused(const char *key, const char *value)
{
	struct error why;

	MUST(settings_set(key, value) != NULL, "%s %s is wrong", key, value);
	MUST(!settings_keep(key, value, &why), "%s %s is not kept", key, value);
}

static void
refuses(void)
{
	static char much[1100];

	memset(much, 'x', sizeof(much) - 1);
	is_refused("colour", "red");
	is_refused("notify", "a\nsecret b");
	is_refused("notify", much);
	MUST(settings_set("group", "##dev") != NULL, "no group");
	MUST(settings_set("bell", "loud") != NULL, "neither yes nor no");
	MUST(settings_set("name", "a b") != NULL, "no name");
	MUST(settings_set("log", "logs") != NULL, "a path of where we are");
	MUST(settings_set("theme", "sky blue") != NULL, "no such part");
	MUST(settings_set("time_format", "x\033[0m") != NULL, "no format");
	MUST(settings_set("ignore", "a b c") != NULL, "no pattern");
	MUST(settings_set("scrollback", "1G") != NULL &&
		settings_set("scrollback", "") == NULL &&
		settings_set("scrollback", "M") != NULL &&
		settings_set("scrollback", "63K") != NULL &&
		settings_set("scrollback", "257M") != NULL &&
		settings_set("scrollback", "18446744073709551617") != NULL &&
		now->scrollback == (size_t)1 << 20,
	    "no size that can be");
	MUST(now->bell && now->notify == NULL, "nothing has changed");
	PASS("what is wrong is refused");
}

static void
keeps_a_login(void)
{
	struct error why;

	write_file("name a\n");
	MUST(settings_set("account", "ali") == NULL, "an account");
	MUST(!settings_keep("account", "ali", &why), "not without a secret");
	MUST(strstr(why.text, "also /set secret") != NULL, "%s", why.text);
	MUST(settings_set("secret", "s3 #x") == NULL, "its secret");
	MUST(chmod(path, 0644) == 0, "chmod");
	MUST(!settings_keep("secret", "s3 #x", &why), "not for all to read");
	MUST(strstr(why.text, "chmod 600") != NULL, "%s", why.text);
	MUST(chmod(path, 0600) == 0, "chmod");
	set("secret", "s3 #x");
	file_is("name a\naccount ali\nsecret s3 #x\n");
	value_is("secret", "is set");
	value_is("account", "ali");
	set("account", NULL);
	file_is("name a\n");
	PASS("an account and its secret are kept together");
	set("secret", NULL);
	value_is("secret", "");
}

static void
keeps_a_command(void)
{
	struct error why;

	MUST(settings_set("account", "ali") == NULL, "an account");
	set("secret_command", "pass show x # y");
	file_is("name a\naccount ali\nsecret_command pass show x # y\n");
	value_is("secret_command", "pass show x # y");
	MUST(settings_set("secret", "x") != NULL &&
		now->server[0].secret == NULL,
	    "a secret as well");
	MUST(chmod(path, 0644) == 0, "chmod");
	set("secret_command", "pass show x");
	MUST(chmod(path, 0600) == 0, "chmod");
	MUST(settings_set("secret_command", NULL) == NULL &&
		settings_set("secret", "s3") == NULL,
	    "a secret in its place");
	MUST(settings_set("secret_command", "x") != NULL, "both");
	MUST(settings_keep("secret", "s3", &why), "%s", why.text);
	file_is("name a\naccount ali\nsecret s3\n");
	set("account", NULL);
	set("secret", NULL);
	file_is("name a\n");
	PASS("so is one with a command that prints the secret");
}

static void
lists_keys(void)
{
	size_t count = 0;

	while (settings_key(count) != NULL)
		count++;
	MUST(count >= 17, "%zu keys", count);
	MUST(settings_is_list("alias") && !settings_is_list("highlight"),
	    "lists");
	MUST(settings_is_later("server") && !settings_is_later("bell") &&
		!settings_is_later("nope"),
	    "what is for the next start");
	PASS("keys are listed");
}

/* However often a setting is changed, the memory for values has a limit. */
static void
is_bounded(void)
{
	static char value[1000];
	size_t i = 0;

	memset(value, 'x', sizeof(value) - 1);
	while (settings_set("notify", value) == NULL && i < 20000)
		i++;
	MUST(i < 20000 && settings_set("bell", "no") != NULL,
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
	MUST(unsetenv(SETTINGS_SERVER) == 0 && unsetenv(SETTINGS_NAME) == 0,
	    "unsetenv");
	(void)snprintf(path, sizeof(path), "%s/forkcast", directory);
	MUST(mkdir(path, 0700) == 0, "another");
	(void)snprintf(path, sizeof(path), "%s/forkcast/config", directory);
	reads_sections();
	reads();
	sets();
	sets_lists();
	refuses();
	keeps_a_login();
	keeps_a_command();
	lists_keys();
	is_bounded();
	return tap_done();
}
