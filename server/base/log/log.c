/* The log that never blocks: see log.h. */
#include "base/log/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"

/* A pipe takes this much at once when poll says that it is writable. */
#define LINE_SIZE LIMIT_LINE

/* The pause before lost lines are reported again. */
#define PAY_TIME (100 * MSEC)

#define SYSLOG_PATH "/dev/log"
#define SYSLOG_DAEMON 24 /* the facility; the severity is added */

static struct log {
	struct buf line; /* being built */
	uint64_t lost; /* lines not yet reported */
	bool cut; /* the disk took only a part of the last line */
	int syslog; /* -1: standard error */
	int terminal; /* standard error, reopened; -1: not a terminal */
	bool mute;
	bool time;
	bool systemd; /* its journal reads standard error */
} out = { .syslog = -1, .terminal = -1 };

static void
log_init(void)
{
	char *room = arena_alloc(LINE_SIZE);

	if (room == NULL) {
		arena_note_failure();
		return;
	}
	buf_init(&out.line, room, LINE_SIZE);
	io_close(&out.terminal);
	out.terminal = io_open_terminal(STDERR_FILENO);
	out.systemd = die_goes_to_journal(STDERR_FILENO);
}

void
log_configure(enum log_time when)
{
	out.time = when == LOG_TIME_YES ||
	    (when == LOG_TIME_AUTO && isatty(STDERR_FILENO));
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
	io_close(&out.terminal); /* a detached server leaves the terminal */
	out.syslog = fd;
	return true;
}

void
log_mute(void)
{
	out.mute = true;
}

/*
 * Begins a line with what comes before the text: the severity, for readers that
 * sort lines by it, and the program's name or the time. There is room for its
 * end.
 */
static void
log_start(enum log_level level)
{
	const bool syslog = out.syslog != -1;
	const time_t now = (time_t)(clock_wall() / SEC);
	char text[sizeof("2026-01-01T00:00:00 ")];
	struct tm parts;

	out.line.size = LINE_SIZE - 1;
	/* The line is empty: all of it fits. */
	if (syslog || out.systemd)
		(void)BUF_CAT(&out.line, STR("<"),
		    DECIMAL((uint64_t)level + (syslog ? SYSLOG_DAEMON : 0)),
		    STR(">"));
	if (syslog)
		(void)BUF_CAT(&out.line, STR("forkcastd["),
		    DECIMAL((uint64_t)getpid()), STR("]: "));
	else if (out.time && localtime_r(&now, &parts) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S ", &parts) > 0)
		(void)BUF_CAT(&out.line, str_from(text));
}

static bool
write_standard_error(struct str line)
{
	const int fd = out.terminal != -1 ? out.terminal : STDERR_FILENO;
	struct pollfd polled = { .fd = fd, .events = POLLOUT };
	ssize_t count;
	int ready;

	/* The shell shares the descriptor, so it stays blocking. */
	do
		ready = poll(&polled, 1, 0);
	while (ready == -1 && errno == EINTR);
	if (ready != 1 || (polled.revents & POLLOUT) == 0)
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

/* Writes the line that has been built, and forgets it. */
static bool
write_line(void)
{
	bool written;

	out.line.size = LINE_SIZE;
	(void)BUF_CAT(&out.line, STR("\n")); /* room was reserved */
	written = out.syslog != -1 ? write_syslog(buf_str(&out.line)) :
				     write_standard_error(buf_str(&out.line));
	buf_drop(&out.line, buf_len(&out.line));
	return written;
}

/* Reports the lost lines, if that is possible by now. */
static void
report_lost(void)
{
	if (out.lost == 0 || out.mute)
		return;
	if (out.cut)
		(void)BUF_CAT(&out.line, STR("\n")); /* empty: it fits */
	log_start(LEVEL_WARNING);
	(void)BUF_CAT(
	    &out.line, STR("log: "), DECIMAL(out.lost), STR(" lines lost"));
	if (write_line())
		out.lost = 0;
	else
		ticks_alarm(ALARM_LOG, ticks_now() + PAY_TIME);
}

struct buf *
log_begin(enum log_level level)
{
	assert(buf_len(&out.line) == 0);
	report_lost();
	log_start(level);
	return &out.line;
}

void
log_end(void)
{
	const bool written = out.mute || (out.lost == 0 && write_line());

	buf_drop(&out.line, buf_len(&out.line));
	if (written)
		return;
	out.lost++;
	stats_add(STATS_LOST, 1);
	ticks_alarm(ALARM_LOG, ticks_now() + PAY_TIME);
}

void
log_line(enum log_level level, const struct str *pieces, size_t count)
{
	struct buf *line = log_begin(level);
	struct str form = pieces[0];

	/* All of the program's lines are far shorter than the buffer. */
	for (size_t next = 1;; next++) {
		(void)BUF_CAT(line, str_cut(&form, '{'));
		if (form.at == NULL)
			break;
		assert(next < count);
		(void)str_cut(&form, '}');
		(void)BUF_CAT(line, pieces[next]);
	}
	log_end();
}

static const struct field saved[] = {
	FIELD(NUMBER, struct log, lost),
	FIELD(BOOL, struct log, cut),
	FIELD(FD, struct log, syslog),
};

static void
log_loaded(struct state *state)
{
	(void)state;
	if (out.syslog != -1)
		io_close(&out.terminal);
	if (out.lost > 0)
		ticks_alarm(ALARM_LOG, ticks_now() + PAY_TIME);
}

MODULE(log) = { .init = log_init,
	FIELDS_SECTION("log", saved, out),
	.loaded = log_loaded,
	ON_ALARM(ALARM_LOG, report_lost) };
