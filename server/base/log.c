/* The log that never blocks: see log.h. */
#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/alarms.h"
#include "base/arena.h"
#include "base/fields.h"
#include "base/ticks.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "shared/limits.h"

/* What a pipe takes at once when poll says that it takes something. */
#define LINE_SIZE LIMIT_LINE

/* How soon it is tried again to say that lines were lost. */
#define PAY_TIME (100 * MSEC)

#define SYSLOG_PATH "/dev/log"
#define SYSLOG_INFO "<30>" /* facility daemon, severity info: RFC 3164 */

static struct log {
	struct buf line;
	struct buf said; /* "log: N lines lost" */
	uint64_t lost; /* lines, not yet said */
	bool cut; /* the disk took but a part of the last one */
	int syslog; /* -1: standard error */
	int terminal; /* standard error, opened anew; -1: it is none */
	bool mute;
	bool verbose;
	bool time;
} out = { .syslog = -1, .terminal = -1 };

/*
 * A terminal that is not read says that it takes more when there is less room
 * than for a line. What we were given of it stays blocking, for it is shared
 * with the shell; it is opened anew, while we may. Where it cannot be had we do
 * without. The first name is of Linux, and good where the other's is not ours.
 */
static int
open_terminal(void)
{
	const int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	char name[64] = "";
	int fd;

	if (isatty(STDERR_FILENO) != 1)
		return -1;
	fd = open("/proc/self/fd/2", flags);
	if (fd == -1 && ttyname_r(STDERR_FILENO, name, sizeof(name)) == 0)
		fd = open(name, flags);
	return fd;
}

bool
log_init(void)
{
	char *room = arena_alloc(2 * LINE_SIZE);

	if (room == NULL)
		return false;
	buf_init(&out.line, room, LINE_SIZE);
	buf_init(&out.said, room + LINE_SIZE, LINE_SIZE);
	io_close(&out.terminal);
	out.terminal = open_terminal();
	return true;
}

void
log_configure(bool verbose, enum log_time when)
{
	out.verbose = verbose;
	out.time = when == LOG_TIME_YES ||
	    (when == LOG_TIME_AUTO && isatty(STDERR_FILENO));
}

bool
log_verbose(void)
{
	return out.verbose;
}

bool
log_to_syslog(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX,
		.sun_path = SYSLOG_PATH };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd == -1)
		return false;
	if (!io_prepare(fd) ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		io_close(&fd);
		return false;
	}
	io_close(&out.syslog);
	io_close(&out.terminal); /* who detaches leaves it */
	out.syslog = fd;
	return true;
}

void
log_reopen(void)
{
	/* Without a logger the lines are counted as lost until there is one. */
	if (out.syslog != -1)
		(void)log_to_syslog();
}

void
log_mute(void)
{
	out.mute = true;
}

static void
add_time(struct buf *line)
{
	const time_t now = (time_t)(clock_wall() / SEC);
	char text[sizeof("2026-01-01T00:00:00 ")];
	struct tm parts;

	if (localtime_r(&now, &parts) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S ", &parts) > 0)
		(void)BUF_CAT(line, str_from(text)); /* empty: it fits */
}

static void
add_head(struct buf *line)
{
	char digits[STR_DIGITS];

	if (out.syslog != -1)
		(void)BUF_CAT(line, STR(SYSLOG_INFO "forkcastd["),
		    str_number((uint64_t)getpid(), digits), STR("]: "));
	else if (out.time)
		add_time(line);
}

static bool
takes_more(int fd)
{
	struct pollfd look = { .fd = fd, .events = POLLOUT };
	int ready;

	do
		ready = poll(&look, 1, 0);
	while (ready == -1 && errno == EINTR);
	return ready == 1 && (look.revents & POLLOUT) != 0;
}

static bool
write_standard_error(struct str line)
{
	const int fd = out.terminal != -1 ? out.terminal : STDERR_FILENO;
	ssize_t count;

	/* The descriptor is shared with the shell: it stays blocking. */
	if (!takes_more(fd))
		return false;
	count = io_write(fd, line.at, line.len);
	if (count > 0)
		out.cut = line.at[count - 1] != '\n';
	return count == (ssize_t)line.len;
}

static bool
write_syslog(struct str line)
{
	line.len--; /* a datagram needs no LF */
	if (io_write(out.syslog, line.at, line.len) >= 0)
		return true;
	return errno != EAGAIN && errno != ENOBUFS && log_to_syslog() &&
	    io_write(out.syslog, line.at, line.len) >= 0;
}

static bool
write_line(struct buf *buf)
{
	const struct str line = buf_str(buf);
	const bool written =
	    out.syslog != -1 ? write_syslog(line) : write_standard_error(line);

	buf_drop(buf, line.len);
	return written;
}

/* Tells of the lines that were lost, if that can be. */
static void
pay(void)
{
	char digits[STR_DIGITS];

	if (out.lost == 0)
		return;
	if (out.cut)
		(void)BUF_CAT(&out.said, STR("\n")); /* empty: it fits */
	add_head(&out.said);
	(void)BUF_CAT(&out.said, STR("log: "), str_number(out.lost, digits),
	    STR(" lines lost\n")); /* empty: it fits */
	if (write_line(&out.said))
		out.lost = 0;
}

void
log_alarm(void)
{
	pay();
	if (out.lost > 0)
		alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
}

struct buf *
log_begin(void)
{
	assert(buf_len(&out.line) == 0);
	add_head(&out.line);
	out.line.size = LINE_SIZE - 1; /* for log_end's LF */
	return &out.line;
}

void
log_end(void)
{
	out.line.size = LINE_SIZE;
	(void)BUF_CAT(&out.line, STR("\n")); /* log_begin kept room for it */
	if (out.mute) {
		buf_drop(&out.line, buf_len(&out.line));
		return;
	}
	pay();
	if (out.lost > 0 || !write_line(&out.line)) {
		out.lost++;
		buf_drop(&out.line, buf_len(&out.line));
		alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
	}
}

void
log_line(const struct str *pieces, size_t count)
{
	struct buf *line = log_begin();

	/* All of the program's lines are far shorter than the buffer. */
	(void)buf_cat(line, pieces, count);
	log_end();
}

static const struct field saved[] = {
	FIELD(NUMBER, struct log, lost),
	FIELD(BOOL, struct log, cut),
	FIELD(FD, struct log, syslog),
};

void
log_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &out);
}

void
log_load(struct state *state)
{
	while (state_next(state))
		fields_get(state, FIELDS(saved), &out);
	if (out.syslog != -1)
		io_close(&out.terminal);
	if (out.lost > 0)
		alarms_at(ALARM_LOG, ticks_now() + PAY_TIME);
}
