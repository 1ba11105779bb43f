/*
 * The log: one line for each event, on standard error or to syslog. It never
 * blocks: a line that cannot be written now is counted as lost, and the count
 * is logged later. Lines are built in the arena, since they contain names.
 * forkcastd(8), DIAGNOSTICS, has those that ask for something. For the parent
 * only.
 */
#ifndef SERVER_BASE_LOG_LOG_H
#define SERVER_BASE_LOG_LOG_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"

/* The severities of syslog(3) that the server uses. */
enum log_level {
	LEVEL_ERR = 3,
	LEVEL_WARNING,
	LEVEL_NOTICE,
	LEVEL_INFO,
	LEVEL_COUNT
};

enum log_time { LOG_TIME_AUTO, LOG_TIME_YES, LOG_TIME_NO };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* Applies the configuration, at start and at each reload. */
void log_configure(bool verbose, enum log_time when, enum log_format format);

/* Logs to syslog from now on. False with errno if there is no syslog. */
bool log_to_syslog(void);

/* Reconnects to syslog. Standard error stays as it is. */
void log_reopen(void);

/*
 * Turns the log off, in a process that only rehearses a takeover: another
 * process reports its result.
 */
void log_mute(void);

/*
 * Logs one line: a form, which is a constant, and values for the places in it.
 * "{KEY}" and "{#KEY}" are replaced by the next value, a string or a number,
 * which is a member with that name in JSON; "{}" by one without a name.
 * "{KEY:TEXT}" stands for the text, a member as well. The member "event" names
 * the event; without it, that is the line's first word. LOG is for ordinary
 * events, LOG_AT for more severe ones.
 */
void log_line(enum log_level level, const struct str *pieces, size_t count);
#define LOG_AT(level, ...)                                    \
	log_line(level, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
#define LOG(...) LOG_AT(LEVEL_INFO, __VA_ARGS__)

/* Returns whether the lines that only -v shows are logged. */
bool log_verbose(void);

/*
 * Build a line in steps. log_begin returns its buffer; the caller leaves out
 * what does not fit. Only one line can be built at a time. LOG_ADD adds all of
 * a form or nothing. Text added between log_name and log_named is a member
 * with that name.
 */
struct buf *log_begin(enum log_level level);
void log_add(const struct str *pieces, size_t count);
#define LOG_ADD(...)                                  \
	log_add((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
void log_name(struct str key);
void log_named(void);
void log_end(void);

/* A larger move means that the clock was set, not just adjusted. */
#define WALL_LEAP (60 * SEC)

/*
 * Logs each leap of the wall clock, by which bans end. To be called once a
 * turn.
 */
void wall_turn(void);

/*
 * Returns whether the clock has moved since the server began, in one leap or
 * several, by more than WALL_LEAP against the time that has passed. If so, it
 * may be wrong now, or may have been.
 */
bool wall_has_moved(void);

#endif
