/* shared/io: counts, EAGAIN, EINTR, and what descriptors are made. */
#include "shared/io.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/str.h"
#include "tests/lib/small_pipe.h"
#include "tests/lib/tap.h"

static volatile sig_atomic_t interrupted;

static void
on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* EINTR is wanted: no SA_RESTART. */
static void catch (int signal)
{
	const struct sigaction action = { .sa_handler = on_signal };

	TAP_NUM(sigaction(signal, &action, NULL), 0, "a handler is set");
}

#ifdef __linux__
/* Though somebody has changed the flags that all who share it have. */
static void
does_not_block(int full)
{
	TAP_OK(fcntl(full, F_SETFL, 0) == 0, "its end is made to block");
	(void)alarm(600); /* it hangs */
	TAP_NUM(io_write_now(full, "abc", 3), IO_AGAIN, "still it does not");
	(void)alarm(0);
}
#else
static void
does_not_block(int full)
{
	(void)full;
}
#endif

static void
does_not_wait_for_others(void)
{
	char data[4];
	int fd[2];

	TAP_OK(io_pipe(fd), "a pipe");
	TAP_NUM(io_write_now(fd[1], "abc", 3), 3, "three bytes go in");
	TAP_NUM(io_read(fd[0], data, sizeof(data)), 3, "three come out");
	(void)fill_pipe(fd[1]);
	TAP_NUM(io_write_now(fd[1], "abc", 3), IO_AGAIN, "it is full");
	does_not_block(fd[1]);
	io_close(&fd[0]);
	TAP_OK(io_write_now(fd[1], "abc", 3) == IO_FAIL && errno == EPIPE,
	    "nobody reads it any more");
	io_close(&fd[1]);
}

/* In a child: interrupts the parent again and again while it waits. */
static void
interrupt(pid_t parent)
{
	const struct timespec pause = { .tv_nsec = 2000000 };

	for (int i = 0; i < 20; i++) {
		if (kill(parent, SIGUSR1) != 0)
			_exit(1);
		(void)nanosleep(&pause, NULL); /* cut short does no harm */
	}
}

/* In a child: how many bytes come until the end. */
static size_t
read_to_end(int fd)
{
	static char data[1 << 16];
	size_t got = 0;
	ssize_t count;

	while ((count = io_read(fd, data, sizeof(data))) > 0)
		got += (size_t)count;
	return got;
}

static void
child_ends_well(pid_t child)
{
	int status = 0;

	TAP_OK(waitpid(child, &status, 0) == child && WIFEXITED(status) &&
		WEXITSTATUS(status) == 0,
	    "the child has done its part");
}

static void
reads_on_after_signals(void)
{
	const pid_t parent = getpid();
	int fd[2] = { -1, -1 };
	char c = '-';

	catch (SIGUSR1);
	interrupted = 0;
	TAP_NUM(pipe(fd), 0, "a pipe that blocks");
	const pid_t child = fork();
	if (child == 0) {
		interrupt(parent);
		_exit(io_write_all(fd[1], "x", 1) ? 0 : 1);
	}
	io_close(&fd[1]);
	TAP_OK(child > 0, "a child that sends signals");
	TAP_NUM(io_read(fd[0], &c, 1), 1, "a read is not ended by them");
	TAP_OK(c == 'x' && interrupted == 1, "though they came");
	io_close(&fd[0]);
	child_ends_well(child);
}

static void
writes_on_after_signals(void)
{
	static char much[1 << 20];
	const pid_t parent = getpid();
	int fd[2] = { -1, -1 };

	catch (SIGUSR1);
	interrupted = 0;
	TAP_NUM(pipe(fd), 0, "a pipe that blocks");
	const pid_t child = fork();
	if (child == 0) {
		io_close(&fd[1]);
		interrupt(parent);
		_exit(read_to_end(fd[0]) == sizeof(much) ? 0 : 1);
	}
	io_close(&fd[0]);
	TAP_OK(child > 0, "a child that sends signals");
	TAP_OK(io_write_all(fd[1], much, sizeof(much)),
	    "a long write is not ended by them");
	TAP_OK(interrupted == 1, "though they came");
	io_close(&fd[1]);
	child_ends_well(child);
}

/* In a child, which may close what it likes: 0 if all is as it should be. */
static int
try_open_standard(void)
{
	struct stat null;
	struct stat status;

	if (stat("/dev/null", &null) != 0)
		return 1;
	(void)close(STDIN_FILENO); /* it may have been closed before */
	(void)close(STDERR_FILENO);
	if (!io_open_standard() || fstat(STDIN_FILENO, &status) != 0)
		return 2;
	if (status.st_rdev != null.st_rdev)
		return 3;
	if (fstat(STDERR_FILENO, &status) != 0 ||
	    status.st_rdev != null.st_rdev)
		return 4;
	return 0;
}

static void
opens_standard_descriptors(void)
{
	int before = open("/dev/null", O_RDONLY);
	int after;

	TAP_OK(before > STDERR_FILENO, "the lowest free descriptor");
	TAP_OK(io_open_standard(), "nothing to open");
	after = open("/dev/null", O_RDONLY);
	TAP_NUM(after, before + 1, "nothing is left open");
	io_close(&before);
	io_close(&after);
	const pid_t child = fork();
	if (child == 0)
		_exit(try_open_standard());
	TAP_OK(child > 0, "a child without standard input and error");
	child_ends_well(child);
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	does_not_wait_for_others();
	reads_on_after_signals();
	writes_on_after_signals();
	opens_standard_descriptors();
	return tap_done();
}
