/* The journal's reports to the parent: see journal_report.h. */
#include "helpers/journal/journal_report.h"

#include <string.h>

/* Output that waits while no more input is read. */
#define UP_LEAST ((size_t)16 * 1024)

bool
journal_report_has_room(const struct journal_report *report)
{
	return buf_most(report->up) - buf_len(report->up) >= UP_LEAST;
}

void
journal_report_warn(struct journal_report *report, struct str text)
{
	if (journal_report_has_room(report))
		(void)BUF_SAY(report->up, STR("warn"), text);
}

static void
warn_of(struct journal_report *report, const char *before, uint64_t count,
    const char *after)
{
	char room[256];
	struct buf text;

	if (count == 0)
		return;
	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, str_from(before), DECIMAL(count),
	    str_from(after)); /* fits */
	journal_report_warn(report, buf_str(&text));
}

void
journal_report_error(
    struct journal_report *report, const char *before, int error)
{
	char room[256];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(
	    &text, str_from(before), str_from(strerror(error))); /* fits */
	journal_report_warn(report, buf_str(&text));
}

static void
tell_failing(struct journal_report *report, int error)
{
	if (error != 0 && report->failing != error)
		(void)BUF_SAY(
		    report->up, STR("failing"), str_from(strerror(error)));
	else if (error == 0 && report->failing != 0)
		(void)BUF_SAY(report->up, STR("failing"));
	report->failing = error;
}

static void
tell_safe(struct journal_report *report, uint64_t id)
{
	if (id <= report->told)
		return;
	(void)BUF_SAY(report->up, STR("stored"), DECIMAL(id));
	report->told = id;
}

/* Tells that something cannot be erased; error is not 0. */
static void
tell_unerased(struct journal_report *report, int error, const char *what)
{
	char room[256];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(
	    &text, str_from(what), str_from(strerror(error))); /* fits */
	(void)BUF_SAY(report->up, STR("unerased"), buf_str(&text));
}

/* Tells each failure to erase once, and when there is none any more. */
static void
tell_erasing(struct journal_report *report)
{
	const int erase = report->erase->error, expire = report->expire->error;

	if (erase != 0 && erase != report->erase_error)
		tell_unerased(report, erase,
		    "cannot erase all that is to be erased, and will try "
		    "again: ");
	if (expire != 0 && expire != report->expire_error)
		tell_unerased(report, expire,
		    "cannot remove what is too old or too much, and will try "
		    "again: ");
	if (erase == 0 && expire == 0 &&
	    (report->erase_error != 0 || report->expire_error != 0))
		(void)BUF_SAY(report->up, STR("unerased"));
	report->erase_error = erase;
	report->expire_error = expire;
}

/* Tells once that the next file cannot begin, and the present one goes on. */
static void
tell_file_error(struct journal_report *report, int error)
{
	if (error != 0 && error != report->file_error)
		journal_report_error(report,
		    "cannot begin a file of the history, and will "
		    "try again: ",
		    error);
	report->file_error = error;
}

/* Tells once that there was no room for rows. */
static void
tell_lost_rows(struct journal_report *report)
{
	if (report->rows->file.lost > 0 && !report->has_lost_rows)
		journal_report_warn(report,
		    STR("there are too many items and keys in the file of "
			"rows: some will not outlast a restart"));
	report->has_lost_rows = report->rows->file.lost > 0;
}

void
journal_report_delay(struct journal_report *report, usec now)
{
	const usec waits = report->expire->waits;

	if (journal_expire_has_leapt(report->expire))
		journal_report_warn(report,
		    STR("the clock has jumped ahead: nothing expires for a "
			"day"));
	if (waits == report->waits || !journal_report_has_room(report))
		return;
	(void)BUF_SAY(report->up, STR("delayed"),
	    DECIMAL(waits > now ? (waits - now + SEC - 1) / SEC : 0));
	report->waits = waits;
}

void
journal_report_state(struct journal_report *report, uint64_t safe)
{
	const struct journal_writer *writer = report->writer;
	const uint64_t lost = report->past->lost + report->past->members.lost;

	if (writer->lost_files != report->lost_files)
		journal_report_warn(report,
		    STR("cannot sync a file of the history; it is not written "
			"any more, and a new one begins"));
	report->lost_files = writer->lost_files;
	if (lost != report->lost)
		journal_report_warn(report,
		    STR("the history has too many groups, talks or members: "
			"some cannot be read"));
	report->lost = lost;
	tell_lost_rows(report);
	tell_file_error(report, writer->file_error);
	tell_failing(
	    report, writer->error != 0 ? writer->error : report->rows->error);
	tell_erasing(report);
	tell_safe(report, safe);
}

void
journal_report_loaded(
    struct journal_report *report, const struct journal_loaded *loaded)
{
	warn_of(
	    report, "the history has ", loaded->damaged, " damaged records");
	warn_of(report, "the history has ", loaded->foreign,
	    " files without any record, which are ignored");
	if (loaded->error == 0)
		warn_of(report, "the last ", loaded->cut,
		    " bytes of the history were not whole and are now in a "
		    "file .cut");
	else
		warn_of(report, "the last ", loaded->cut,
		    " bytes of the history are not whole and cannot be cut "
		    "off; a new file begins");
}

void
journal_report_rows(struct journal_report *report)
{
	const struct journal_rows_file *file = &report->rows->file;

	warn_of(
	    report, "the file of rows has ", file->damaged, " damaged lines");
	warn_of(report, "the last ", file->cut,
	    " bytes of the file of rows were not whole and are now in " ROWS_FILE_CUT);
	tell_lost_rows(report);
}
