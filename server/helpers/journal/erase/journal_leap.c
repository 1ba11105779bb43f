/* The last leap of the clock: see journal_leap.h. */
#include "helpers/journal/erase/journal_leap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "shared/io.h"
#include "shared/str.h"

#define WORD "to "

/* Room for the file: the word, a time and LF. */
#define ROOM (LITERAL_LEN(WORD) + STR_DIGITS + 1)

bool
journal_leap_note(int directory, usec wall)
{
	char text[ROOM + 1];
	const int len = snprintf(
	    text, sizeof(text), WORD "%llu\n", (unsigned long long)wall);
	int fd = openat(directory, JOURNAL_LEAP,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW |
		O_NONBLOCK,
	    S_IRUSR | S_IWUSR);
	bool good = fd != -1;

	good = good && io_write_all(fd, text, (size_t)len) && fsync(fd) == 0 &&
	    fsync(directory) == 0;
	io_close(&fd);
	return good;
}

void
journal_leap_forget(int directory)
{
	/* It may not be there; if it stays, a later start waits in vain. */
	(void)unlinkat(directory, JOURNAL_LEAP, 0);
}

/* Returns when the clock leapt, by a file of that text; else now. */
static usec
read_leap(struct str text, usec wall)
{
	uint64_t to;

	if (!str_skip(&text, STR(WORD)) || text.len == 0 ||
	    text.at[--text.len] != '\n' ||
	    !str_to_number(text, UINT64_MAX, &to))
		return wall;
	return to < wall ? to : wall;
}

usec
journal_leap_left(int directory, usec wall)
{
	char room[ROOM];
	int fd = journal_disk_open(directory, JOURNAL_LEAP, O_RDONLY);
	ssize_t count;
	usec gone;

	if (fd == -1)
		return errno == ENOENT ? 0 : JOURNAL_LEAP_WAIT;
	count = io_read(fd, room, sizeof(room));
	io_close(&fd);
	gone = wall -
	    read_leap(
		(struct str) { room, count < 0 ? 0 : (size_t)count }, wall);
	return gone < JOURNAL_LEAP_WAIT ? JOURNAL_LEAP_WAIT - gone : 0;
}
