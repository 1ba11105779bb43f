/*
 * The rows of one table in the store: those of KIND row with the table's WHERE.
 * The table of an account is "@ACCOUNT". A table, or a box, is cut as a whole
 * by somebody who does not know what is in it; and those of a group that gets
 * another name are moved.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_TABLES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_TABLES_H

#include "helpers/journal/journal_rows_file.h"

/* The KIND of a table's rows. */
#define JOURNAL_TABLE_ROW STR("row")

/* A place among the rows of a table; all zero: before the first. */
struct journal_table_place {
	uint32_t row; /* the last one */
	uint64_t name; /* its hash; 0: there was none yet */
};

/*
 * Reads the next row of the table, and moves the place; it begins again if the
 * row there is gone. Damaged rows are passed over. Returns false after the
 * last; the record points into room for JOURNAL_LINE bytes.
 */
bool journal_table_next(const struct journal_rows_file *file, struct str where,
    struct journal_table_place *place, char *room,
    struct journal_record *record);

/*
 * journal_table_is_brought returns whether the record is "put ID WHERE bring
 * KEY ROWS BYTES REST", a row for a table that whoever has put it did not know.
 * journal_table_accept makes it a put of KIND row, which points into room for
 * LIMIT_LINE bytes. Returns false if the table would have more than ROWS rows
 * or BYTES bytes of records then, or the record is invalid.
 */
bool journal_table_is_brought(const struct journal_record *record);
bool journal_table_accept(const struct journal_rows_file *file,
    const struct journal_record *brought, char *room,
    struct journal_record *row);

/*
 * Cuts all rows of a group or an account that the record names, with its ID:
 * "cut ID WHERE table *" those of the table, "cut ID WHERE box *" the box and
 * its items; others none. Returns false if the file has no room for all of it:
 * some are cut, and it is to be called again after a sync. Sets *any if there
 * was a row.
 */
bool journal_table_cut(struct journal_rows_file *file,
    const struct journal_record *record, bool *any);

/*
 * Moves all rows of a group, and its box with the items, if the record is "move
 * ID OLD NEW TIME [GIVEN]", with its ID, as often as it is called for this.
 * Rows of NEW that were put up to that time (an ID) are of another group, and
 * are cut; later ones have replaced those of OLD. So are rows of OLD of another
 * group if they were put after GIVEN, the ID when the group got its new name
 * (ID, if that is not there): they stay. Returns false, and sets *any, as
 * above; each row has one of the names then.
 */
bool journal_table_move(struct journal_rows_file *file,
    const struct journal_record *record, bool *any);

#endif
