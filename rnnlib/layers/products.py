"""Products: the matrix products of a recurrent layer, arranged so that BLAS does them fast."""

import numpy as np


def step_product(A, out):
    """Arrange out = A z for repeated use: `multiply(A, z, out)` with the three things returned.

    OpenBLAS's kernels for AVX-512 multiply small matrices, of up to 1e6 multiply-adds, without first copying
    them into packed form. A step's product is often just above that size; in blocks of rows it takes 20 to
    50 % less time. With the kernels for AVX2, blocks of 64 rows cost 0 to 6 %.

    Args:
        A: matrix (R, K), contiguous.
        out: where the product goes, (R, B), or (T, R, B) for the products of T steps.
    Returns:
        multiply; A and out as it wants them.
    Source: chapter 3.1.
    """
    R, K = A.shape
    B = out.shape[-1]
    parts = 1
    while R * K * B > 1e6 * parts and R % (2 * parts) == 0 and R >= 128 * parts:
        parts *= 2
    if parts == 1 or R * K * B > 1e6 * parts:
        return np.dot, A, out
    return np.matmul, A.reshape(parts, R // parts, K), out.reshape(*out.shape[:-2], parts, R // parts, B)


def input_products(W, x, out, block):
    """Write W x_t for every step, in few products of many columns.

    Args:
        W: matrix (R, K).
        x: rows, (T, B, K), whose first two axes can be merged.
        out: where the products go, (T, R, B).
        block: steps done at a time, so that the copy into `out` finds the product in the processor's cache.
    Source: chapter 3.1.
    """
    T, R, B = out.shape
    if B == 1:
        out[:, :, 0] = x[:, 0] @ W.T
        return
    for start in range(0, T, block):
        part = x[start:start + block]
        n = len(part)
        product = W @ part.reshape(n * B, W.shape[1]).T
        out[start:start + n] = product.reshape(R, n, B).transpose(1, 0, 2)


def columns(a):
    """Put all samples of all steps side by side: (T, F, B) -> (F, T * B).

    Args:
        a: array (T, F, B).
    Returns:
        array (F, T * B).
    Source: chapter 3.2.
    """
    return a.transpose(1, 0, 2).reshape(a.shape[1], a.shape[0] * a.shape[2])


def add_product(out, A, B, first):
    """Add A B to `out`, or write it there if nothing has been added yet.

    Args:
        out: matrix (R, K).
        A: matrix (R, N).
        B: matrix (N, K).
        first: whether `out` still holds zeros.
    Source: chapter 3.2.
    """
    if first:
        np.matmul(A, B, out=out)
    else:
        out += A @ B


def blank(a, padding, value=0):
    """Set the columns (t, b) of `a` to `value` where there is padding.

    Args:
        a: array (T, F, B).
        padding: booleans (T, B).
        value: a number.
    Source: chapter 3.3.1.
    """
    a.transpose(0, 2, 1)[padding] = value
