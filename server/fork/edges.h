/*
 * The edges of the parent's data: first.c is linked in front of all that the
 * parent alone has, last.c behind it. Read by apart.c.
 */
#ifndef SERVER_FORK_EDGES_H
#define SERVER_FORK_EDGES_H

/* So that each begins a page; where pages are larger, less is kept apart. */
#define EDGE 4096

/* Initialised data need another value than 0 to lie among these. */
extern char parent_data_first, parent_data_last;
extern char parent_bss_first, parent_bss_last;

#endif
