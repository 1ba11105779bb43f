/*
 * The journal's reports to the parent: up to where the records are safe, and
 * what goes wrong, each once. Lines are appended to the output while
 * it has room.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_REPORT_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/journal/erase/journal_erase.h"
#include "helpers/journal/erase/journal_expire.h"
#include "helpers/journal/journal_past.h"
#include "helpers/journal/write/journal_load.h"
#include "helpers/journal/write/journal_rows_writer.h"
#include "helpers/journal/write/journal_writer.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"

struct journal_report {
	struct buf *up;
	const struct journal_past *past;
	const struct journal_writer *writer;
	const struct journal_rows_writer *rows;
	const struct journal_erase *erase;
	struct journal_expire *expire;
	/* As last told. */
	uint64_t told; /* the last ID that is stored */
	int failing; /* errno of the failure; 0: none was */
	uint64_t lost_files;
	uint64_t lost; /* records and memberships without room */
	bool has_lost_rows; /* without room */
	int erase_error, expire_error; /* errno */
	int file_error; /* errno of the failure to begin a file */
	usec waits; /* expire->waits */
};

/* Returns whether the output has room for any line. */
bool journal_report_has_room(const struct journal_report *report);

/* Tell what the parent is to log; of an error, with its errno. */
void journal_report_warn(struct journal_report *report, struct str text);
void journal_report_error(
    struct journal_report *report, const char *before, int error);

/* Tells what was found when the history, or the file of rows, was read. */
void journal_report_loaded(
    struct journal_report *report, const struct journal_loaded *loaded);
void journal_report_rows(struct journal_report *report);

/*
 * Tells that all up to the ID is safe, and what fails, or no longer does, if
 * that has changed. The output must have room.
 */
void journal_report_state(struct journal_report *report, uint64_t safe);

/* Tells for how long nothing expires because the clock has leapt. */
void journal_report_delay(struct journal_report *report, usec now);

#endif
