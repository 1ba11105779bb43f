/*
 * client/conf/settings_file: one line of the configuration is changed and
 * all the others stay, whatever the file and the way to it are like.
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

static bool unreadable; /* reading fails */

/* In place of the system's. */
ssize_t
pread(int fd, void *room, size_t len, off_t at)
{
	errno = EIO;
	if (unreadable || lseek(fd, at, SEEK_SET) == -1)
		return -1;
	return read(fd, room, len);
}

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
	const char *section; /* null: before all */
	const char *key, *value;
	const char *like; /* of a list; null: it is none */
	const char *after;
} changes[] = {
	{ "", NULL, "bell", "no", NULL, "bell no\n" },
	{ "# mine\nbell yes\n\n", NULL, "bell", "no", NULL,
	    "# mine\nbell no\n\n" },
	{ "  bell\t yes\t# loud\nname a\n", NULL, "bell", "no", NULL,
	    "bell no\nname a\n" },
	{ "name a", NULL, "bell", "no", NULL, "name a\nbell no\n" },
	{ "#bell yes\nbells yes\n", NULL, "bell", "no", NULL,
	    "#bell yes\nbells yes\nbell no\n" },
	{ "secret a # b\n", NULL, "secret", "c#", NULL, "secret c#\n" },
	{ "bell no\nname a\nbell no # x\n", NULL, "bell", NULL, NULL,
	    "name a\n" },
	{ "ignore a\nignore b\nname c\n", NULL, "ignore", "d", "d",
	    "ignore a\nignore b\nignore d\nname c\n" },
	{ "alias /hi\tb # c\nalias ho d\n", NULL, "alias", "hi e", "Hi",
	    "alias ho d\nalias hi e\n" },
	{ "ignore a # why\nignore b\nignore A\n", NULL, "ignore", NULL, "a",
	    "ignore b\n" },
	{ "group #g #h\nbell no #no\n", NULL, "group", "g", "g",
	    "group g\nbell no #no\n" },
	{ "name a\n\n[server w]\nname b\n", NULL, "bell", "no", NULL,
	    "name a\nbell no\n\n[server w]\nname b\n" },
	{ "name a\n[server w]\nserver 1\n\n[server v]\nname b\n", "w", "name",
	    "c", NULL,
	    "name a\n[server w]\nserver 1\nname c\n\n"
	    "[server v]\nname b\n" },
	{ "name a\n[server w]\nname b\n[server v]\nname b\n", "w", "name", NULL,
	    NULL, "name a\n[server w]\n[server v]\nname b\n" },
	{ "name a\n", "w", "name", "b", NULL,
	    "name a\n\n[server w]\nname b\n" },
	{ "[ server w ]\n[server w ] # x\n", "w", "name", "b", NULL,
	    "[ server w ]\n[server w ] # x\nname b\n" },
};

static bool
change(const char *section, const char *key, const char *value,
    const char *like, struct error *why)
{
	const struct settings_change one = {
		.section = section,
		.key = key,
		.value = value,
		.like = { like, like != NULL ? strlen(like) : 0 },
	};

	return settings_file_change(&one, 1, why);
}

static void
changes_a_line(void)
{
	struct error why;

	for (size_t i = 0; i < COUNT(changes); i++) {
		write_file(changes[i].before);
		MUST(change(changes[i].section, changes[i].key,
			 changes[i].value, changes[i].like, &why),
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
keeps_the_mode(void)
{
	char link[SCRATCH_PATH + 32], real[SCRATCH_PATH + 32];
	struct stat info;
	struct error why;

	write_file("name a\n");
	MUST(chmod(path, 0640) == 0, "chmod");
	MUST(change(NULL, "name", "b", NULL, &why), "%s", why.text);
	MUST(mode_of(path) == 0640, "the mode stays: %o", mode_of(path));
	MUST(unlink(path) == 0, "it is gone");
	MUST(change(NULL, "name", NULL, NULL, &why), "%s", why.text);
	MUST(access(path, F_OK) != 0, "nothing is taken out of nothing");
	MUST(change(NULL, "name", "c", NULL, &why), "%s", why.text);
	MUST(mode_of(path) == 0600, "a new one: %o", mode_of(path));
	PASS("the mode is kept, and 0600 of a new file");
	(void)snprintf(link, sizeof(link), "%s/forkcast/config", directory);
	(void)snprintf(real, sizeof(real), "%s/dotfile", directory);
	MUST(unlink(path) == 0 && symlink("../dotfile", link) == 0, "a link");
	MUST(change(NULL, "name", "d", NULL, &why), "%s", why.text);
	TAP_STR(content(real), STR("name d\n"), "where it led to nothing");
	MUST(change(NULL, "name", "e", NULL, &why), "%s", why.text);
	TAP_STR(content(real), STR("name e\n"), "where it leads");
	MUST(lstat(link, &info) == 0 && S_ISLNK(info.st_mode), "still a link");
	MUST(unlink(link) == 0 && unlink(real) == 0, "no more");
	PASS("a symbolic link is followed and stays");
}

static void
makes_directories(void)
{
	char base[SCRATCH_PATH + 32], made[SCRATCH_PATH + 64];
	struct error why;

	(void)snprintf(base, sizeof(base), "%s/new/deep", directory);
	(void)snprintf(made, sizeof(made), "%s/forkcast", base);
	MUST(setenv("XDG_CONFIG_HOME", base, 1) == 0, "setenv");
	MUST(change(NULL, "name", "a", NULL, &why), "%s", why.text);
	MUST(mode_of(base) == 0700 && mode_of(made) == 0700, "their mode");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	PASS("directories are made, 0700");
}

/* The way there is wrong, and the error says so; the file stays. */
static void
is_refused(const char *words)
{
	struct error why = { .text = "" };

	MUST(!change(NULL, "name", "zzz", NULL, &why), "refused: %s", words);
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
	if (geteuid() != 0) {
		write_file("name a\n");
		MUST(chmod(path, 0400) == 0, "chmod");
		is_refused("Permission denied");
		MUST(chmod(path, 0600) == 0, "chmod");
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	MUST(fd != -1 && flock(fd, LOCK_EX) == 0, "a lock");
	is_refused("another forkcast is changing it");
	(void)close(fd);
	unreadable = true;
	is_refused("Input/output error");
	unreadable = false;
	TAP_STR(content(path), STR("name a\n"), "what cannot be read stays");
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "a directory");
	is_refused("Is a directory");
	MUST(rmdir(path) == 0 && mkfifo(path, 0600) == 0, "a FIFO");
	is_refused("not a regular file");
	MUST(unlink(path) == 0, "unlink");
	MUST(unsetenv("XDG_CONFIG_HOME") == 0 && unsetenv("HOME") == 0, "env");
	is_refused("HOME is not set");
	MUST(setenv("XDG_CONFIG_HOME", directory, 1) == 0, "setenv");
	MUST(change(NULL, "name", "a", NULL, &why), "%s", why.text);
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
	settings_file_find(path);
	changes_a_line();
	keeps_the_mode();
	makes_directories();
	refuses();
	return tap_done();
}
