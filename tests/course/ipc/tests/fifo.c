/*
 * A FIFO, and those at it whose partner is killed. It differs from a pipe by
 * its name: that may outlive all who know it, and others may come by it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/course/ipc/trial.h"
#include "tests/lib/scratch.h"

static struct {
	char directory[SCRATCH_PATH]; /* of this test alone */
	char path[SCRATCH_PATH];
} test;

static bool
is_fifo(const char *name)
{
	struct stat status;

	return stat(name, &status) == 0 && S_ISFIFO(status.st_mode);
}

static bool
is_left(pid_t dead)
{
	char name[OWN_NAME];

	return find_name(name, test.directory, dead, is_fifo);
}

static void
say(const char *text)
{
	const int fd = open(test.path, O_WRONLY | O_CLOEXEC);

	if (fd == -1 || !io_write_all(fd, text, strlen(text)))
		_exit(1);
}

static void
say_one(void)
{
	say("one");
}

static void
say_two(void)
{
	say("two");
}

static void
expect_text(int fd, const char *wanted)
{
	char text[8];
	const ssize_t count = io_read(fd, text, sizeof(text));

	MUST(count >= 0, "reading: %s", strerror(errno));
	TAP_STR(((struct str) { text, (size_t)count }), str_from(wanted),
	    "\"%s\" is read", wanted);
}

static void
others_may_come(void)
{
	scratch_path(test.path, "fifo");
	MUST(mkfifo(test.path, S_IRUSR | S_IWUSR) == 0, "mkfifo: %s",
	    strerror(errno));
	int fd = open(test.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	MUST(fd != -1, "open: %s", strerror(errno));
	(void)killed_after(say_one);
	expect_text(fd, "one");
	expect_text(fd, "");
	(void)killed_after(say_two);
	expect_text(fd, "two");
	expect_text(fd, "");
	PASS("the end of one writer is not the end of the FIFO");
	io_close(&fd);
}

static void
make_fifo(void)
{
	char name[OWN_NAME];

	own_name(name, test.directory);
	if (mkfifo(name, S_IRUSR | S_IWUSR) != 0)
		_exit(1);
}

static void
orphan_is_found(void)
{
	char name[OWN_NAME];
	const pid_t dead = killed_after(make_fifo);

	TAP_OK(find_name(name, test.directory, dead, is_fifo),
	    "the name outlives who made it");
	TAP_OK(unlink(name) == 0 && !is_left(dead), "it can be removed");
}

int
main(void)
{
	scratch_path(test.directory, "names");
	MUST(mkdir(test.directory, S_IRWXU) == 0 &&
		setenv("TMPDIR", test.directory, 1) == 0,
	    "cannot use %s: %s", test.directory, strerror(errno));
	trial_of(&fifo_mechanism);
	trial_carries();
	trial_killed_behind(ENDED);
	trial_killed_within(TORN);
	trial_receiver_killed(EPIPE, SIGPIPE);
	trial_leaves_nothing(is_left);
	others_may_come();
	orphan_is_found();
	return tap_done();
}
