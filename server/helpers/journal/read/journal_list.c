/* The requests "rows" and "table": see journal_list.h. */
#include "helpers/journal/read/journal_list.h"

#include "helpers/journal/read/journal_answer.h"

enum journal_progress
journal_list(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	char room[JOURNAL_LINE];
	uint32_t number;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	number = ask->at < JOURNAL_ROWS_MOST ?
	    journal_rows_next(&reader->rows->rows, (uint32_t)ask->at) :
	    JOURNAL_ROW_NONE;
	ask->last_id = number;
	if (number == JOURNAL_ROW_NONE || ask->count == JOURNAL_ANSWER_MOST)
		return journal_answer_end(
		    reader, ask, number != JOURNAL_ROW_NONE);
	ask->at = (uint64_t)number + 1;
	/* A damaged row is lost, and those of accounts are for their clients.
	 */
	if (!reader->rows->rows.row[number].is_own &&
	    journal_rows_file_read(reader->rows, number, room, &record)) {
		journal_answer_past(reader, ask, &record);
		ask->count++;
	}
	return JOURNAL_GOES_ON;
}

enum journal_progress
journal_list_table(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	char room[JOURNAL_LINE];

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (!journal_table_next(
		reader->rows, journal_ask_where(ask), &ask->row, room, &record))
		return journal_answer_end(reader, ask, false);
	journal_answer_past(reader, ask, &record);
	ask->count++;
	return JOURNAL_GOES_ON;
}
