/*
 * The log: one line an event, on standard error or to syslog. It never blocks:
 * what cannot be written now is counted, and the count is logged later. Lines
 * are built in memory of the arena, for they hold names. The forms of the lines
 * are in forkcastd(8), DIAGNOSTICS; log_form.h makes JSON of them. Used by the
 * router's modules alone.
 */
#ifndef SERVER_BASE_LOG_LOG_H
#define SERVER_BASE_LOG_LOG_H

#include <stdbool.h>

#include "base/log/log_form.h"
#include "shared/buf.h"
#include "shared/str.h"

enum log_time { LOG_TIME_AUTO, LOG_TIME_YES, LOG_TIME_NO };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/*
 * Takes the line's memory; false where there is none. Standard error at first,
 * where the journal of systemd(1) is told how severe a line is.
 */
bool log_init(void);

/* From the configuration, at start and at each reload. */
void log_configure(bool verbose, enum log_time when, enum log_format format);

/* From now on to the system's logger; false with errno where there is none. */
bool log_to_syslog(void);

/* Makes the connection to syslog anew; standard error stays as it is. */
void log_reopen(void);

/*
 * From now on nothing is logged: for a process that only tries to take over,
 * whose words are for another to read.
 */
void log_mute(void);

/*
 * One line of the pieces as they stand, without spaces between them; LOG is for
 * what happens in ordinary life, LOG_AT for what is more severe than that.
 */
void log_line(enum log_level level, const struct str *pieces, size_t count);
#define LOG_AT(level, ...)                                    \
	log_line(level, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
#define LOG(...) LOG_AT(LEVEL_INFO, __VA_ARGS__)

/* True if what only -v shows is to be logged. */
bool log_verbose(void);

/*
 * For a line in the making: what does not fit the buffer is left out by the
 * caller. Not to be used by two at once. LOG_ADD adds pieces, all of them or
 * none; what comes between log_name and log_named is a member of that name.
 */
struct buf *log_begin(enum log_level level);
void log_add(const struct str *pieces, size_t count);
#define LOG_ADD(...)                                  \
	log_add((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
void log_name(struct str key);
void log_named(void);
void log_end(void);

/* ALARM_LOG: tells of lines that were lost, if that can be by now. */
void log_alarm(void);

#endif
