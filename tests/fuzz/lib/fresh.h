/*
 * The server's modules as they were when the program began: their data lie
 * between the edges of server/process/fork/apart.h, between which the Makefile
 * links them. For a target of what fills all tables, which is done once a
 * process.
 */
#ifndef TESTS_FUZZ_LIB_FRESH_H
#define TESTS_FUZZ_LIB_FRESH_H

/*
 * Their data are as at the first call, which comes before anything of theirs is
 * called; their memory is nobody's (heap.h), and the descriptors from that one
 * on are closed.
 */
void fresh_begin(int fds_from);

#endif
