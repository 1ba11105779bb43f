/*
 * A FIFO: a pipe with a name, through which unrelated programs meet. Opening it
 * for reading waits for a writer; opening it for writing waits for a reader.
 * With O_NONBLOCK, opening for reading never waits, and opening for writing
 * fails (ENXIO) if there is no reader. Try it: mkfifo f; cat f & echo salam >f
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "keep.h"

static char name[64];

static int
make_fifo(void)
{
	return mknod(name, S_IFIFO | 0600, 0); /* as mkfifo(name, 0600) */
}

static void
remove_fifo(int made)
{
	(void)made;
	(void)unlink(name);
}

/* Its only purpose is to interrupt open. */
static void
on_alarm(int number)
{
	(void)number;
}

/* Returns the error of open; one that waits fails with EINTR by a timer. */
static int
try(int flags)
{
	const struct itimerval on = { { 0, 20000 }, { 0, 20000 } }, off = { 0 };

	must("setitimer", setitimer(ITIMER_REAL, &on, NULL));
	const int fd = open(name, flags);
	const int error = fd == -1 ? errno : 0;
	must("setitimer", setitimer(ITIMER_REAL, &off, NULL));
	if (error == 0)
		must("close", close(fd));
	return error;
}

int
main(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	char text[16] = "";

	(void)snprintf(name, sizeof(name), "/tmp/lab-fifo.%d", getpid());
	(void)keep(name, make_fifo, remove_fifo);
	must("sigaction", sigaction(SIGALRM, &action, NULL));
	expect(try(O_RDONLY) == EINTR, "O_RDONLY waits: there is no writer");
	expect(try(O_WRONLY) == EINTR, "O_WRONLY waits: there is no reader");
	expect(try(O_WRONLY | O_NONBLOCK) == ENXIO,
	    "O_WRONLY | O_NONBLOCK without a reader: ENXIO");
	expect(try(O_RDONLY | O_NONBLOCK) == 0, "O_RDONLY | O_NONBLOCK opens");
	const pid_t child = must_fork();
	const int fd =
	    must("open", open(name, child == 0 ? O_WRONLY : O_RDONLY));
	if (child == 0) /* any other program could do this: echo salam >NAME */
		exit(write(fd, "salam\n", 6) == 6 ? 0 : 1);
	expect(
	    try(O_WRONLY | O_NONBLOCK) == 0, "with a reader, so does O_WRONLY");
	expect(status_of(child) == 0, "the writer has ended");
	must("read", read(fd, text, sizeof(text)));
	expect(strcmp(text, "salam\n") == 0, "its line is in the FIFO");
	expect(read(fd, text, sizeof(text)) == 0, "then it ends: no writer");
	must("close", close(fd));
	expect(try(O_RDWR) == 0, "O_RDWR never waits (on Linux): both ends");
	expect(access(name, F_OK) == 0, "the name stays, until it is unlinked");
	return 0;
}
