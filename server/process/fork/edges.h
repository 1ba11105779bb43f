/* The edges of the parent's data, where the linker has put it (apart.ld). */
#ifndef SERVER_PROCESS_FORK_EDGES_H
#define SERVER_PROCESS_FORK_EDGES_H

/*
 * The alignment of each edge, so that it begins a page, as in apart.ld. With
 * larger pages, less is left out.
 */
#define EDGE 4096

extern char parent_data_first, parent_data_last;
extern char parent_bss_first, parent_bss_last;

#endif
