/*
 * The generator of hostile clients: they say the lines of a row of a table
 * (hostile_rows) as often as the server lets them, until this is killed, and
 * read whatever they get. Run by run-hostile. Linux only: epoll.
 */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/bench/lib/measure.h"
#include "tests/lib/filler.h"

#define ROOM ((size_t)8192) /* for the lines of a row */
#define MARKS STR("????????????????????")
#define VALUE 2500 /* bytes of a long value */

#define EVENTS 256
#define SPARE_FILES 64

/* A client: its connection, and what it has to write. */
struct talker {
	int fd; /* -1: it is out */
	size_t count; /* lines said */
	const char *next; /* of the row's lines */
	struct buf out;
	char room[ROOM];
};

static struct {
	struct addr server;
	size_t count, first; /* of the clients, and the number of the first */
	size_t idle;
	struct {
		bool irc;
		const char *first, *line;
	} row;
	char text[ROOM]; /* of the row */
	struct talker *at;
	int epoll;
} crowd;

/* --- The row ------------------------------------------------------------ */

/* Cuts off the first column; the two characters \\n in it become one. */
static char *
cut_column(char **rest)
{
	char *column = *rest, *to = column;
	const size_t len = strcspn(column, "\t\n");
	char *end = column + len;

	*rest = *end == '\0' ? end : end + 1;
	for (const char *from = column; from < end; from++)
		if (from[0] == '\\' && from[1] == 'n') {
			*to++ = '\n';
			from++;
		} else {
			*to++ = *from;
		}
	*to = '\0';
	return column;
}

static void
read_row(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");

	if (file == NULL)
		die_errno(EX_NOINPUT, "cannot open %s", path);
	while (fgets(crowd.text, sizeof(crowd.text), file) != NULL) {
		char *rest = crowd.text;
		if (strcmp(cut_column(&rest), word) != 0)
			continue;
		crowd.row.irc = isupper((unsigned char)word[0]) != 0;
		crowd.row.first = cut_column(&rest);
		crowd.row.line = cut_column(&rest);
		(void)fclose(file); /* it was only read */
		return;
	}
	die(EX_DATAERR, "%s has no row %s", path, word);
}

/* Writes what a letter stands for; false if there is no room. */
static bool
write_letter(struct talker *talker, char letter)
{
	const size_t number = crowd.first + (size_t)(talker - crowd.at);
	struct buf *out = &talker->out;

	switch (letter) {
	case 'v':
		return BUF_CAT(out, str_from(filler(VALUE)));
	case 'm':
		return BUF_CAT(out, MARKS);
	case 'c':
		return BUF_CAT(out, DECIMAL(number));
	case 'i':
		return BUF_CAT(out, DECIMAL(talker->count % crowd.idle));
	default:
		return BUF_CAT(out, DECIMAL(talker->count));
	}
}

/* Adds the lines with their numbers, and an LF. */
static void
write_lines(struct talker *talker, struct str lines)
{
	bool fits = true;

	for (size_t i = 0; i < lines.len && fits; i++)
		fits = lines.at[i] == '%' && i + 1 < lines.len ?
		    write_letter(talker, lines.at[++i]) :
		    BUF_CAT(&talker->out, ((struct str) { lines.at + i, 1 }));
	if (!fits || !BUF_CAT(&talker->out, STR("\n")))
		die(EX_DATAERR, "the row is too long");
}

/* --- One client --------------------------------------------------------- */

/* Its next line, of those of the row. */
static struct str
next_line(struct talker *talker)
{
	const char *line = talker->next != NULL ? talker->next : crowd.row.line;
	const size_t len = strcspn(line, "\n");

	talker->next = line[len] == '\n' ? line + len + 1 : NULL;
	return (struct str) { line, len };
}

static void
watch(struct talker *talker, int operation)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET,
		.data.ptr = talker };

	if (epoll_ctl(crowd.epoll, operation, talker->fd, &event) != 0)
		die_errno(EX_OSERR, "cannot watch a connection");
}

/* Who has no line to repeat only stays. Who can write goes on next turn. */
static void
talk(struct talker *talker)
{
	while (crowd.row.line[0] != '\0' && buf_len(&talker->out) < ROOM / 2) {
		write_lines(talker, next_line(talker));
		talker->count++;
	}
	const struct str text = buf_str(&talker->out);
	const ssize_t count =
	    text.len == 0 ? 0 : io_write_now(talker->fd, text.at, text.len);
	if (count > 0) {
		buf_drop(&talker->out, (size_t)count);
		watch(talker, EPOLL_CTL_MOD);
	}
}

static void
come(struct talker *talker)
{
	buf_init(&talker->out, talker->room, sizeof(talker->room));
	write_lines(talker,
	    crowd.row.irc ? STR("NICK hostile%c\nUSER a b c :d\nJOIN #g10000") :
			    STR("name hostile%c\njoin g10000"));
	write_lines(talker, str_from(crowd.row.first));
	talker->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (talker->fd == -1 || !io_prepare(talker->fd) ||
	    (connect(talker->fd, &crowd.server.to.any, crowd.server.len) != 0 &&
		errno != EINPROGRESS))
		die_errno(EX_OSERR, "cannot connect");
	watch(talker, EPOLL_CTL_ADD);
}

static void
serve(const struct epoll_event *event)
{
	static char input[256 << 10];
	struct talker *talker = event->data.ptr;
	ssize_t count;

	while ((count = io_read(talker->fd, input, sizeof(input))) > 0)
		continue;
	if (count == 0 || count == IO_FAIL)
		io_close(&talker->fd);
	else if ((event->events & EPOLLOUT) != 0)
		talk(talker);
}

/* --- All of them -------------------------------------------------------- */

static void
turn(void)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(crowd.epoll, events, EVENTS, 100);

	for (int i = 0; i < count; i++)
		serve(&events[i]);
}

int
main(int argc, char **argv)
{
	const char *server = NULL, *rows = NULL, *word = NULL;
	size_t ready = 3;
	const struct option known[] = {
		{ 's', .text = &server },
		{ 'f', .text = &rows },
		{ 'w', .text = &word },
		{ 'k', .number = &ready, 1, INT32_MAX },
		{ 'c', .number = &crowd.count, 1, 30000 },
		{ 'n', .number = &crowd.first, 0, INT32_MAX },
		{ 'i', .number = &crowd.idle, 1, 30000 },
	};
	const char usage[] =
	    "hostile -s ADDRESS -f ROWS -w WORD -k FD [-c CLIENTS] "
	    "[-n NUMBER] [-i IDLE]";

	die_name("hostile");
	crowd.count = crowd.idle = 1;
	read_options(argc, argv, known, COUNT(known), usage);
	if (server == NULL || rows == NULL || word == NULL ||
	    addr_parse(&crowd.server, server) != NULL)
		die(EX_USAGE, "usage: %s", usage);
	read_row(rows, word);
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	raise_files(crowd.count + SPARE_FILES);
	crowd.epoll = epoll_create1(EPOLL_CLOEXEC);
	crowd.at = calloc(crowd.count, sizeof(*crowd.at));
	if (crowd.epoll == -1 || crowd.at == NULL)
		die_errno(EX_OSERR, "%zu clients", crowd.count);
	for (size_t i = 0; i < crowd.count; i++)
		come(&crowd.at[i]);
	if (!io_write_all((int)ready, "\n", 1) || close((int)ready) != 0)
		die_errno(EX_IOERR, "cannot say that all are there");
	for (;;)
		turn();
}
