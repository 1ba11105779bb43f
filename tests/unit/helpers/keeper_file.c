/*
 * helpers/keeper_file: what is saved is there when it is loaded, from a
 * directory and from an object without a name; what a dead writer has left half
 * done changes nothing; a broken file is refused with its line, and left alone,
 * and so is one of another user, and one that is missing though one was there
 * before it; a full disk leaves the old file as it was, and so does a writer
 * that finds another file there than it has read, or no longer the directory at
 * its path.
 */
#include "helpers/keeper_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define GROUPS "group 1 ali 5 - 0\ngroup 2 ali 5 - 0\n"
#define EMPTY "forkcast-accounts 1\nend 0\n"

static char room[KEEPER_ROOM];
static char path[SCRATCH_PATH], new_path[SCRATCH_PATH], old_path[SCRATCH_PATH];

static struct keeper_file
directory(void)
{
	char name[SCRATCH_PATH];
	struct keeper_file file = { .owner = geteuid(), .room = room };

	scratch_path(name, ".");
	file.fd = open(name, O_RDONLY | O_DIRECTORY);
	MUST(file.fd != -1, "no directory");
	return file;
}

/* As the server's user would have it. */
static void
put(const char *text)
{
	scratch_write(path, text);
	MUST(chmod(path, 0600) == 0 && chown(path, geteuid(), getegid()) == 0,
	    "it is another's");
}

static struct store *
fresh(void)
{
	static struct store store;
	static void *memory;

	if (memory == NULL)
		memory = malloc(store_size());
	MUST(memory != NULL, "no memory");
	store_init(&store, memory);
	return &store;
}

/* A store with so many groups. */
static struct store *
with_groups(unsigned count)
{
	struct store *store = fresh();
	struct store_record record, old;
	char text[64];

	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(text, sizeof(text), "g%u ali 5 - 0", i);
		MUST(store_scan(STORE_GROUP, str_from(text), &record) == NULL,
		    "no group");
		MUST(store_set(store, STORE_GROUP, store_str(&record.name),
			 &record, &old),
		    "full");
	}
	return store;
}

/* How many groups there are when it is loaded. */
static size_t
loaded(struct keeper_file *file)
{
	struct store *store = fresh();
	struct error why;

	MUST(keeper_file_load(file, store, &why), "%s", why.text);
	return store->table[STORE_GROUP].count;
}

static void
saves_and_loads(void)
{
	struct keeper_file file = directory();
	struct stat info;

	TAP_NUM(loaded(&file), 0, "there is no file yet");
	for (unsigned count = 0; count <= 8000; count += 4000) {
		TAP_OK(keeper_file_save(&file, with_groups(count)),
		    "%u groups are saved", count);
		TAP_NUM(loaded(&file), count, "and loaded");
	}
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600,
	    "nobody else can read it");
	TAP_OK(access(new_path, F_OK) != 0, "nothing else is left there");
	io_close(&file.fd);
}

/* As a writer has left it that was killed between two steps. */
static void
is_half_done(void)
{
	struct keeper_file file = directory();

	(void)loaded(&file);
	MUST(keeper_file_save(&file, with_groups(3)), "cannot save");
	scratch_write(new_path, "forkcast-accounts 1\ngroup 1 al");
	TAP_NUM(loaded(&file), 3, "half of a new one is nothing");
	scratch_write(new_path, EMPTY);
	TAP_NUM(loaded(&file), 3, "nor is a whole one, before it is renamed");
	scratch_write(new_path, EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY);
	TAP_OK(keeper_file_save(&file, with_groups(4)), "the next is saved");
	TAP_NUM(loaded(&file), 4, "all the same");
	io_close(&file.fd);
}

static const struct {
	const char *text;
	const char *says; /* a part of what is said */
} broken[] = {
	{ "", "line 1: the last line" },
	{ "forkcast-accounts 1", "line 1: the last line" },
	{ "nonsense\n", "line 1: not a file of" },
	{ "forkcast-accounts 1\n" GROUPS, "line 4: the last line" },
	{ "forkcast-accounts 1\n" GROUPS "end 2", "line 4: the last line" },
	{ "forkcast-accounts 1\n" GROUPS "end 1\n", "line 4: wrong number" },
	{ "forkcast-accounts 1\ngroup 1 ali 5 - x\nend 1\n",
	    "line 2: invalid limit" },
	{ EMPTY "x\n", "line 3: text after" },
	{ EMPTY "x", "line 3: the last line" },
};

static void
is_left_alone(const char *text)
{
	struct keeper_file file = directory();
	char now[256] = "";
	FILE *stream = fopen(path, "r");
	size_t len =
	    stream != NULL ? fread(now, 1, sizeof(now) - 1, stream) : 0;

	TAP_STR(((struct str) { now, len }), str_from(text), "it is as it was");
	if (stream != NULL)
		(void)fclose(stream);
	io_close(&file.fd);
}

static void
refuses(const char *text, const char *says)
{
	struct keeper_file file = directory();
	struct error why = { .text = "" };

	put(text);
	TAP_OK(!keeper_file_load(&file, fresh(), &why) &&
		strstr(why.text, says) != NULL,
	    "%s", why.text);
	is_left_alone(text);
	io_close(&file.fd);
}

static void
refuses_all(void)
{
	static char line[5000];

	for (size_t i = 0; i < COUNT(broken); i++)
		refuses(broken[i].text, broken[i].says);
	memset(line, 'x', sizeof(line) - 2);
	line[sizeof(line) - 2] = '\n';
	struct keeper_file file = directory();
	struct error why = { .text = "" };
	put(line);
	TAP_OK(!keeper_file_load(&file, fresh(), &why) &&
		strstr(why.text, "line 1: line too long") != NULL,
	    "%s", why.text);
	put(EMPTY);
	MUST(chmod(path, 0640) == 0, "chmod");
	TAP_OK(!keeper_file_load(&file, fresh(), &why) &&
		strstr(why.text, "chmod go=") != NULL,
	    "%s", why.text);
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "mkdir");
	TAP_OK(!keeper_file_load(&file, fresh(), &why) &&
		strstr(why.text, "not a regular file") != NULL,
	    "%s", why.text);
	MUST(rmdir(path) == 0, "rmdir");
	io_close(&file.fd);
}

/* Whose file it is has to be whom the server has become. */
static void
refuses_others(void)
{
	struct keeper_file file = directory();
	struct error why = { .text = "" };

	put(EMPTY);
	file.owner = geteuid() + 1;
	TAP_OK(!keeper_file_load(&file, fresh(), &why) &&
		strstr(why.text, "run chown") != NULL,
	    "%s", why.text);
	file.owner = geteuid();
	TAP_OK(keeper_file_load(&file, fresh(), &why), "it is ours");
	io_close(&file.fd);
}

static void
move_away(const char *from, const char *to)
{
	MUST(rename(from, to) == 0, "cannot rename %s", from);
}

static void
keeps_the_one_before(void)
{
	struct keeper_file file = directory(), next = directory();
	struct error why = { .text = "" };

	(void)loaded(&file);
	MUST(keeper_file_save(&file, with_groups(5)) &&
		keeper_file_save(&file, with_groups(6)),
	    "cannot save");
	MUST(unlink(path) == 0, "cannot remove it");
	TAP_OK(!keeper_file_load(&next, fresh(), &why) &&
		strstr(why.text, "accounts.old is there") != NULL,
	    "%s", why.text);
	move_away(old_path, path);
	TAP_NUM(loaded(&next), 5, "the one before is back");
	TAP_OK(!keeper_file_save(&file, with_groups(7)) && errno == ESTALE,
	    "who has not read it does not write");
	TAP_NUM(loaded(&next), 5, "nor has he");
	TAP_OK(access(new_path, F_OK) != 0, "nothing is left behind");
	io_close(&file.fd);
	io_close(&next.fd);
}

/* A path that leads nowhere, elsewhere, and to the directory again. */
static void
writes_only_in_place(void)
{
	char name[SCRATCH_PATH], before[SCRATCH_PATH];
	struct keeper_file file = directory();

	put(EMPTY);
	(void)loaded(&file);
	scratch_path(name, "gone");
	file.path = name;
	TAP_OK(!keeper_file_save(&file, with_groups(1)) && file.is_moved,
	    "a path that leads nowhere");
	MUST(mkdir(name, 0700) == 0, "no directory");
	TAP_OK(!keeper_file_save(&file, with_groups(1)) && file.is_moved,
	    "nor does it write where it leads elsewhere");
	is_left_alone(EMPTY);
	TAP_OK(access(new_path, F_OK) != 0, "nothing is left behind");
	scratch_path(before, ".");
	file.path = before;
	TAP_OK(keeper_file_save(&file, with_groups(1)) && !file.is_moved,
	    "in its place it does");
	MUST(rmdir(name) == 0, "rmdir");
	io_close(&file.fd);
}

/* However small the change is, and whether or not it is another file. */
static void
writes_over_no_change(void)
{
	struct keeper_file file = directory();

	put(EMPTY);
	(void)loaded(&file);
	put(EMPTY EMPTY);
	TAP_OK(!keeper_file_save(&file, with_groups(1)) && errno == ESTALE,
	    "it has been edited");
	is_left_alone(EMPTY EMPTY);
	MUST(unlink(path) == 0, "cannot remove it");
	TAP_OK(!keeper_file_save(&file, with_groups(1)) && errno == ESTALE,
	    "it is gone");
	TAP_OK(access(path, F_OK) != 0, "and does not come back");
	io_close(&file.fd);
}

/*
 * A file that somebody else has put in the place of the new one is not written
 * to.
 */
static void
makes_its_own(void)
{
	struct keeper_file file = directory();
	char other[SCRATCH_PATH];

	(void)unlink(path);
	(void)unlink(old_path);
	(void)loaded(&file);
	scratch_path(other, "other");
	scratch_write(other, "precious");
	MUST(symlink(other, new_path) == 0, "no symbolic link");
	TAP_OK(keeper_file_save(&file, with_groups(1)), "a symbolic link");
	MUST(link(other, new_path) == 0, "no hard link");
	TAP_OK(keeper_file_save(&file, with_groups(2)), "a hard link");
	MUST(mkfifo(new_path, 0600) == 0, "no FIFO");
	TAP_OK(keeper_file_save(&file, with_groups(3)), "a FIFO");
	TAP_NUM(loaded(&file), 3, "are in nobody's way");
	move_away(other, path);
	is_left_alone("precious");
	(void)unlink(path);
	(void)unlink(old_path);
	io_close(&file.fd);
}

/* Writes fail as if the disk were full, from so many bytes on. */
static void
limit_files(rlim_t most)
{
	const struct rlimit limit = { most, RLIM_INFINITY };

	MUST(signal(SIGXFSZ, SIG_IGN) != SIG_ERR &&
		setrlimit(RLIMIT_FSIZE, &limit) == 0,
	    "no limit");
}

static void
survives_full_disk(void)
{
	struct keeper_file file = directory();

	(void)loaded(&file);
	MUST(keeper_file_save(&file, with_groups(5)), "cannot save");
	for (rlim_t most = 0; most < 100000; most = 10 * most + 40) {
		limit_files(most);
		TAP_OK(!keeper_file_save(&file, with_groups(8000)),
		    "no more than %u bytes can be saved", (unsigned)most);
		TAP_OK(access(new_path, F_OK) != 0, "nothing is left behind");
		TAP_NUM(loaded(&file), 5, "the old file is there");
	}
	limit_files(RLIM_INFINITY);
	TAP_OK(keeper_file_save(&file, with_groups(8000)), "there is room");
	TAP_NUM(loaded(&file), 8000, "the new file is there");
	io_close(&file.fd);
}

/* The object goes on from where the one before it was. */
static size_t
taken_over(int fd)
{
	struct keeper_file other = {
		.fd = fd, .is_object = true, .room = room
	};

	return loaded(&other);
}

static void
keeps_in_object(void)
{
	struct keeper_file file = {
		.fd = scratch_nameless(), .is_object = true, .room = room
	};

	TAP_NUM(loaded(&file), 0, "an object without anything");
	for (unsigned count = 4000; count > 0; count /= 5) {
		TAP_OK(keeper_file_save(&file, with_groups(count)), "%u groups",
		    count);
		TAP_NUM(taken_over(file.fd), count, "are there for the next");
	}
	limit_files(100);
	TAP_OK(!keeper_file_save(&file, with_groups(8000)), "there is no room");
	TAP_NUM(taken_over(file.fd), 1, "what was there still is");
	limit_files(RLIM_INFINITY);
	io_close(&file.fd);
}

int
main(void)
{
	scratch_path(path, KEEPER_FILE);
	scratch_path(new_path, KEEPER_FILE_NEW);
	scratch_path(old_path, KEEPER_FILE_OLD);
	saves_and_loads();
	is_half_done();
	survives_full_disk();
	refuses_all();
	refuses_others();
	writes_only_in_place();
	writes_over_no_change();
	makes_its_own();
	keeps_the_one_before();
	keeps_in_object();
	return tap_done();
}
