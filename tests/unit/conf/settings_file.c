/*
 * client/conf/settings_file: in our file one line is changed and all the others
 * stay, whatever the file and the way to it are like.
 */
#include "client/conf/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static char directory[SCRATCH_PATH];
static char path[SETTINGS_PATH];

/* The file is ours, even where scratch files are somebody else's. */
static void
write_file(const char *text)
{
	scratch_write(path, text);
	MUST(chown(path, geteuid(), (gid_t)-1) == 0, "it is ours");
}

/* Returns the file's content; valid until the next call. */
static struct str
content(const char *file)
{
	static char text[4096];
	int fd = open(file, O_RDONLY);
	const ssize_t len = fd != -1 ? io_read(fd, text, sizeof(text)) : 0;

	io_close(&fd);
	return (struct str) { text, len > 0 ? (size_t)len : 0 };
}

/* Files, a change each, and what is to stand there then. */
static const struct {
	const char *before;
	const char *key, *value;
	const char *entry; /* of a list; null: the change is about all */
	const char *after;
} changes[] = {
	{ "", "bell", "no", NULL, "bell no\n" },
	{ "bell yes\nname a\n", "bell", "-", NULL, "name a\nbell -\n" },
	{ "name a", "bell", "no", NULL, "name a\nbell no\n" },
	{ "secret a # b\n", "secret", "c#", NULL, "secret c#\n" },
	{ "ignore a\nignore b\nname c\n", "ignore", "d", "d",
	    "ignore a\nignore b\nname c\nignore d\n" },
	{ "ignore hi\t# c\nignore ho\n", "ignore", "Hi", "Hi",
	    "ignore ho\nignore Hi\n" },
	{ "ignore a\nignore b\nignore A\n", "ignore", "- a", "a",
	    "ignore b\nignore - a\n" },
	{ "ignore -\nignore - a\n", "ignore", "a", "a",
	    "ignore -\nignore a\n" },
	{ "ignore - a\nignore b\n", "ignore", "-", NULL, "ignore -\n" },
	/* behind it, all is for another server */
	{ "name a\n[server w]\nbell yes\n", "bell", "no", NULL,
	    "name a\nbell no\n[server w]\nbell yes\n" },
	{ "[server w ] # x\nname b\n", "name", "c", NULL,
	    "name c\n[server w ]\nname b\n" },
};

static bool
change(const char *key, const char *value, const char *entry, struct error *why)
{
	const struct settings_change one = {
		.key = key,
		.value = value,
		.entry = { entry, entry != NULL ? strlen(entry) : 0 },
	};

	return settings_file_change(&one, 1, why);
}

static void
changes_a_line(void)
{
	struct error why;

	for (size_t i = 0; i < COUNT(changes); i++) {
		write_file(changes[i].before);
		MUST(change(changes[i].key, changes[i].value, changes[i].entry,
			 &why),
		    "change %zu: %s", i, why.text);
		TAP_STR(content(path), str_from(changes[i].after),
		    "change %zu, of %s", i, changes[i].key);
	}
}

static mode_t
mode_of(const char *file)
{
	struct stat info;

	return stat(file, &info) == 0 ? info.st_mode & 07777 : 0;
}

static void
makes_directories(void)
{
	char base[SCRATCH_PATH + 32], made[SCRATCH_PATH + 64];
	struct error why;

	(void)snprintf(base, sizeof(base), "%s/new/deep", directory);
	(void)snprintf(made, sizeof(made), "%s/forkcast", base);
	MUST(setenv("XDG_CONFIG_HOME", base, 1) == 0, "setenv");
	MUST(change("name", "a", NULL, &why), "%s", why.text);
	MUST(mode_of(base) == 0700 && mode_of(made) == 0700, "their mode");
	(void)snprintf(made, sizeof(made), "%s/forkcast/set", base);
	MUST(mode_of(made) == 0600, "a new one: %o", mode_of(made));
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	PASS("directories are made, 0700, and the file, 0600");
}

/* The way there is wrong, and the error says so; the file stays. */
static void
is_refused(const char *words)
{
	struct error why = { .text = "" };

	MUST(!change("name", "zzz", NULL, &why), "refused: %s", words);
	MUST(strstr(why.text, words) != NULL, "%s: %s", words, why.text);
}

static void
refuses(void)
{
	char other[SCRATCH_PATH + 32];
	struct error why;

	write_file("name a\n");
	(void)snprintf(other, sizeof(other), "%s/other", directory);
	MUST(link(path, other) == 0, "link");
	is_refused("has another hard link");
	MUST(unlink(other) == 0, "unlink");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	MUST(fd != -1 && flock(fd, LOCK_EX) == 0, "a lock");
	is_refused("another forkcast is changing it");
	(void)close(fd);
	write_file("name\n");
	is_refused("missing value");
	TAP_STR(content(path), STR("name\n"), "what cannot be read stays");
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "a directory");
	is_refused("Is a directory");
	MUST(rmdir(path) == 0 && mkfifo(path, 0600) == 0, "a FIFO");
	is_refused("not a regular file");
	MUST(unlink(path) == 0, "unlink");
	MUST(unsetenv("XDG_CONFIG_HOME") == 0 && unsetenv("HOME") == 0, "env");
	is_refused("HOME is not set");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	MUST(change("name", "a", NULL, &why), "%s", why.text);
	PASS("what cannot be changed is told, and stays");
}

int
main(void)
{
	scratch_path(directory, "home");
	MUST(mkdir(directory, 0700) == 0, "a directory");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	(void)snprintf(path, sizeof(path), "%s/forkcast", directory);
	MUST(mkdir(path, 0700) == 0, "another");
	settings_file_find(path, true);
	changes_a_line();
	makes_directories();
	refuses();
	return tap_done();
}
