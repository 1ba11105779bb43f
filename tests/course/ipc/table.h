/*
 * The results of ipc.c: which mechanisms were measured with which sizes, what
 * came of it, the tables for a person and the JSON for plot.awk.
 */
#ifndef TESTS_IPC_TABLE_H
#define TESTS_IPC_TABLE_H

#include "measure.h"
#include "results.h"

#define TABLE_MECHANISMS 8
#define TABLE_SIZES 8

/* On one core, or on two. */
#define PLACES 2

#define TABLE_CELLS (PLACES * WAYS * TABLE_SIZES * TABLE_MECHANISMS)

extern const struct mechanism *const table_mechanisms[TABLE_MECHANISMS];
extern const size_t table_sizes[TABLE_SIZES];

extern const char *const table_ways[WAYS];
extern const char *const table_places[PLACES];

struct cell {
	bool apart; /* each process has a core of its own */
	enum way way;
	size_t size; /* the number of a size above */
	size_t mechanism; /* likewise */
};

/* The cells, from 0 to TABLE_CELLS - 1; mechanisms change fastest. */
struct cell table_cell(size_t number);

/*
 * One more result, in microseconds. NAN is none: the error number says why, to
 * be told below the tables.
 */
void table_add(const struct cell *cell, double result, int error);

/* Adds the cost of setting a mechanism up, and of a message's system calls. */
void table_add_set_up(size_t mechanism, double result, int error);
void table_add_calls(double result);

/* All results of a cell, and of the costs beside. */
const struct results *table_of(const struct cell *cell);
const struct results *table_set_up(size_t mechanism);
const struct results *table_calls(void);

/* Prints them all, or writes them; ends the program if the file cannot be. */
void table_print(const char *machine);
void table_write(const char *path, const char *machine);

#endif
