/*
 * The edges of the parent's data: first.c is linked before everything that only
 * the parent has, last.c after it.
 */
#ifndef SERVER_FORK_EDGES_H
#define SERVER_FORK_EDGES_H

/*
 * The alignment of each edge, so that it begins a page. With larger pages, less
 * is left out.
 */
#define EDGE 4096

/* Initialized data must have a value other than 0 to be in the data section. */
extern char parent_data_first, parent_data_last;
extern char parent_bss_first, parent_bss_last;

#endif
