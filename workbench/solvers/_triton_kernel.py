"""Triton's kernel for a matrix product."""

from __future__ import annotations

from typing import Any


def kernel() -> Any:
    """The kernel, ready to be launched. Its constants are the sizes of tiles."""
    import triton
    import triton.language as tl

    @triton.jit  # type: ignore[untyped-decorator, unused-ignore]
    def product(  # type: ignore[no-untyped-def]
        left, right, found, rows, columns, inner, left_row, left_column, right_row, right_column, found_row,
        found_column, tile_rows: tl.constexpr, tile_columns: tl.constexpr, tile_inner: tl.constexpr,
    ):  # fmt: skip
        at_row = tl.program_id(0) * tile_rows + tl.arange(0, tile_rows)
        at_column = tl.program_id(1) * tile_columns + tl.arange(0, tile_columns)
        total = tl.zeros((tile_rows, tile_columns), dtype=found.dtype.element_ty)
        for first in range(0, inner, tile_inner):
            at_inner = first + tl.arange(0, tile_inner)
            ours = tl.load(
                left + at_row[:, None] * left_row + at_inner[None, :] * left_column,
                mask=(at_row[:, None] < rows) & (at_inner[None, :] < inner),
                other=0.0,
            )
            theirs = tl.load(
                right + at_inner[:, None] * right_row + at_column[None, :] * right_column,
                mask=(at_inner[:, None] < inner) & (at_column[None, :] < columns),
                other=0.0,
            )
            total += tl.dot(ours, theirs, input_precision="ieee", out_dtype=found.dtype.element_ty)
        tl.store(
            found + at_row[:, None] * found_row + at_column[None, :] * found_column,
            total,
            mask=(at_row[:, None] < rows) & (at_column[None, :] < columns),
        )

    return product
