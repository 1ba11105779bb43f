/* The pass through what is damaged or lost: see journal_sweep.h. */
#include "helpers/journal/erase/journal_sweep.h"

#include "shared/io.h"

void
journal_sweep_init(struct journal_sweep *sweep)
{
	/* A journal before may have seen a sync of them fail. */
	*sweep =
	    (struct journal_sweep) { .cuts = { .fd = -1, .is_unsafe = true } };
}

void
journal_sweep_begin(
    struct journal_sweep *sweep, struct journal_overwrite *overwrite)
{
	io_close(&sweep->cuts.fd);
	sweep->is_damage_done = false;
	journal_damage_begin(&sweep->damage, overwrite);
}

/*
 * Opens the next file of a lost tail; that of the rows, which have no guests,
 * is the last.
 */
static enum journal_pass
next_cut(struct journal_sweep *sweep, const struct journal_order *order)
{
	const struct journal_files *files =
	    sweep->damage.overwrite->reader->files;

	sweep->key =
	    files->cuts == 0 ? 0 : journal_files_after(files, sweep->key);
	if (sweep->key == 0 && order->kind == JOURNAL_ORDER_GUESTS)
		return JOURNAL_PASS_END;
	return journal_cuts_open(&sweep->cuts, files, sweep->key) ?
	    JOURNAL_PASS_ON :
	    JOURNAL_PASS_FAILED;
}

enum journal_pass
journal_sweep_go_on(
    struct journal_sweep *sweep, const struct journal_order *order)
{
	enum journal_pass pass;

	if (!sweep->is_damage_done) {
		pass = journal_damage_go_on(&sweep->damage, order);
		if (pass != JOURNAL_PASS_END)
			return pass;
		sweep->is_damage_done = true;
		sweep->key = 0;
		return next_cut(sweep, order);
	}
	pass = journal_cuts_go_on(
	    &sweep->cuts, sweep->damage.overwrite->reader->targets, order);
	if (pass == JOURNAL_PASS_END && sweep->key != 0)
		return next_cut(sweep, order);
	if (pass == JOURNAL_PASS_END)
		sweep->cuts.is_unsafe = false; /* that was the last file */
	return pass;
}
