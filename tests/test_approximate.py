"""Fitting by itself, on models whose answer is known: exact posteriors, exact estimates, the same bits."""

from __future__ import annotations

import numpy as np
import pytest

from stonecast import randomness
from stonecast.fitting import approximate, moments
from stonecast.fitting.identify import Identifiability
from stonecast.fitting.learn import learn
from stonecast.fitting.surface import surface
from stonecast.inference import exactly
from stonecast.kernels.mixture import mixture_density

SLOPES = np.array([[1.0, 0.3], [0.2, 1.0], [0.5, 0.5]])
NOISE = np.array([0.05, 0.08, 0.10])
TARGET = SLOPES @ np.array([0.4, 0.6]) + np.array([0.02, -0.03, 0.05])


def linear(shares, lucks):
    """Three readings of two unknowns, each with normal noise."""
    made = np.empty((len(shares), 3))
    for i, (share, luck) in enumerate(zip(shares, lucks.tolist(), strict=True)):
        noise = [randomness.normal(luck, 0, 999, k)[0] for k in range(3)]
        made[i] = SLOPES @ share + NOISE * np.array(noise)
    return made


def exact_posterior():
    """Mean and covariance under the flat prior on the square, by summing over a grid."""
    axis = (np.arange(400) + 0.5) / 400
    x, y = (grid.ravel() for grid in np.meshgrid(axis, axis, indexing="ij"))
    apart = (np.column_stack([x, y]) @ SLOPES.T - TARGET) / NOISE
    weights = np.exp(-0.5 * (apart**2).sum(axis=1))
    weights /= weights.sum()
    shares = np.column_stack([x, y])
    mean = weights @ shares
    return mean, (shares - mean).T @ ((shares - mean) * weights[:, None])


def first(runs=1200, keep=300, seed=3):
    shares = approximate.from_prior(runs, 2, seed)
    stats = linear(shares, approximate.lucks(seed, 0, 0, runs))
    return approximate.nearest(shares, stats, TARGET, keep)


@pytest.fixture(scope="module")
def smc():
    return approximate.sequential(first(), linear, TARGET, seed=3, runs=9000)


def test_the_prior_has_one_draw_in_every_slice_of_every_axis():
    shares = approximate.from_prior(64, 3, seed=5)
    for d in range(3):
        assert sorted((64 * shares[:, d]).astype(int)) == list(range(64))
    assert (approximate.from_prior(64, 3, seed=6) != shares).any()


def test_sequential_monte_carlo_finds_the_exact_posterior(smc):
    mean, covariance = exact_posterior()
    spread = np.sqrt(np.diag(covariance))
    for population, allowed in ((smc, 1.35), (approximate.adjusted(smc), 1.15)):
        found = exactly.covariance(population.shares, population.weights)
        assert np.all(abs(exactly.mean(population.shares, population.weights) - mean) < 0.25 * spread)
        ratio = np.sqrt(np.diag(found)) / spread
        assert np.all(ratio < allowed)
        assert np.all(ratio > 1 / 1.15)
    correlation = found[0, 1] / np.sqrt(found[0, 0] * found[1, 1])
    assert correlation == pytest.approx(covariance[0, 1] / spread.prod(), abs=0.1)


def test_every_generation_comes_nearer(smc):
    tolerances = [tolerance for tolerance, _ in smc.history]
    assert len(tolerances) >= 4
    assert tolerances == sorted(tolerances, reverse=True)
    assert smc.distances.max() <= smc.tolerance
    assert exactly.total(smc.weights) == pytest.approx(1.0, abs=1e-14)
    assert smc.runs <= 9000


def test_without_the_weights_the_posterior_would_be_wrong(smc):
    """The weights of Beaumont et al. are prior over proposal density: here computed plainly."""
    rng = np.random.Generator(np.random.PCG64(1))
    points, centres = rng.random((7, 2)), rng.random((5, 2))
    weights = rng.random(5)
    covariance = np.array([[0.04, 0.01], [0.01, 0.09]])
    found = np.empty(7)
    mixture_density(points, centres, weights, exactly.root(covariance), found)
    inverse = np.linalg.inv(covariance)
    apart = points[:, None] - centres[None]
    plain = np.exp(-0.5 * np.einsum("nmi,ij,nmj->nm", apart, inverse, apart)) @ weights
    assert found == pytest.approx(plain, rel=1e-12)
    assert smc.weights.std() > 0.1 * smc.weights.mean()


def test_a_fit_is_the_same_bits_in_whatever_order_its_runs_are_made(smc):
    def backwards(shares, lucks):
        return linear(shares[::-1], lucks[::-1])[::-1]

    again = approximate.sequential(first(), backwards, TARGET, seed=3, runs=9000)
    assert again.shares.tobytes() == smc.shares.tobytes()
    assert again.weights.tobytes() == smc.weights.tobytes()


def test_no_more_runs_are_spent_than_are_given():
    for runs in (1200, 1700, 3000, 5000):
        spent = []

        def counted(shares, lucks, spent=spent):
            spent.append(len(shares))
            return linear(shares, lucks)

        found = approximate.sequential(first(), counted, TARGET, seed=3, runs=runs)
        assert found.runs <= runs
        assert 1200 + sum(spent) <= runs
        assert len(found.shares) == 300


def test_runs_that_failed_are_never_let_in():
    def failing(shares, lucks):
        made = linear(shares, lucks)
        made[shares[:, 0] > 0.45] = np.nan
        return made

    shares = approximate.from_prior(1200, 2, 3)
    start = approximate.nearest(shares, failing(shares, approximate.lucks(3, 0, 0, 1200)), TARGET, 300)
    found = approximate.sequential(start, failing, TARGET, seed=3, runs=5000)
    assert found.shares[:, 0].max() <= 0.45


def test_adjustment_takes_away_what_distance_added():
    """Without noise and on logits that are linear in the statistics, every draw moves to the truth."""
    shares = approximate.from_prior(500, 2, 1)
    logits = np.log(shares / (1 - shares))
    truth = np.array([0.3, 0.8])
    target = SLOPES @ np.log(truth / (1 - truth))
    last = approximate.adjusted(approximate.nearest(shares, logits @ SLOPES.T, target, 100))
    assert last.shares == pytest.approx(np.broadcast_to(truth, last.shares.shape), abs=1e-3)


def test_learnt_statistics_are_the_regression():
    rng = np.random.Generator(np.random.PCG64(2))
    shares = rng.random((300, 2))
    stats = np.column_stack([shares @ SLOPES.T, rng.random(300)]) + 0.05 * rng.random((300, 4))
    found = learn(shares, stats, stats[0], np.full(300, 1 / 300))
    design = np.column_stack([np.ones(300), (stats - stats[0]) / found.scale])
    plain = np.linalg.lstsq(design, np.log(shares / (1 - shares)), rcond=None)[0][1:]
    assert found.slopes == pytest.approx(plain, rel=0.01, abs=0.01)
    assert found(stats[0]) == pytest.approx(0.0)


def test_resampling_keeps_every_draw_as_often_as_its_weight_says():
    weights = np.array([0.5, 0.25, 0.125, 0.125])
    assert np.bincount(approximate.resampled(weights, 80, seed=1)).tolist() == [40, 20, 10, 10]


def test_small_algebra_is_right_and_hangs_on_no_order():
    rng = np.random.Generator(np.random.PCG64(4))
    values, weights = rng.random((50, 4)), rng.random(50)
    weights /= weights.sum()
    found = exactly.covariance(values, weights)
    centred = values - weights @ values
    assert found == pytest.approx(centred.T @ (centred * weights[:, None]), abs=1e-14)
    order = rng.permutation(50)
    assert exactly.covariance(values[order], weights[order]).tobytes() == found.tobytes()
    factor = exactly.root(found)
    assert factor @ factor.T == pytest.approx(found, abs=1e-12)
    right = rng.random((4, 2))
    assert found @ exactly.solve(factor, right) == pytest.approx(right, abs=1e-9)
    assert exactly.products(values, values) == pytest.approx(values.T @ values)
    assert exactly.quantile(np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3]), 0.5) == 1.0
    assert exactly.quantile(np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3]), 0.51) == 2.0


def under(shares, lucks):
    """Several runs of each setting, shape (settings, lucks, 3)."""
    return np.array(
        [linear(np.repeat(share[None], len(own), 0), own) for share, own in zip(shares, lucks, strict=True)]
    )


@pytest.fixture(scope="module")
def by_moments():
    start = approximate.from_prior(40, 2, 1)
    common = np.broadcast_to(approximate.lucks(1, 0, 0, 8), (40, 8))
    return moments.fit(under, start, under(start, common), TARGET, np.zeros(3), seed=1, number=2000)


def test_moments_find_the_exact_posterior(by_moments):
    mean, covariance = exact_posterior()
    spread = np.sqrt(np.diag(covariance))
    draws = by_moments.shares
    assert np.all(abs(draws.mean(axis=0) - mean) < 0.25 * spread)
    assert draws.std(axis=0) == pytest.approx(spread, rel=0.15)
    correlation = covariance[0, 1] / spread.prod()
    assert np.corrcoef(draws.T)[0, 1] == pytest.approx(correlation, abs=0.1)
    assert ((draws > 0) & (draws < 1)).all()
    assert not by_moments.at_edge.any()


def test_the_misfit_of_moments_is_that_of_least_squares(by_moments):
    weights = np.diag(1 / NOISE**2)
    best = np.linalg.solve(SLOPES.T @ weights @ SLOPES, SLOPES.T @ weights @ TARGET)
    assert by_moments.degrees == 1
    assert by_moments.misfit == pytest.approx(
        float(((TARGET - SLOPES @ best) ** 2 / NOISE**2).sum()), abs=0.6
    )


def test_a_surface_finds_means_variances_and_correlations_that_change_with_the_settings():
    rng = np.random.Generator(np.random.PCG64(5))
    shares = rng.random((200, 2))
    spread = 0.5 + shares[:, 0]
    flat = rng.standard_normal((200, 10, 2))
    noise = spread[:, None, None] * np.stack([flat[..., 0], 0.8 * flat[..., 0] + 0.6 * flat[..., 1]], axis=-1)
    means = np.stack([3 * shares[:, 0] ** 2, shares[:, 1] - shares[:, 0]], axis=-1)
    found = surface(shares, means[:, None] + noise, np.full(200, 1 / 200))
    for x, y in ((0.2, 0.3), (0.8, 0.6)):
        mean, sd = np.array([3 * x * x, y - x]), 0.5 + x
        inverse = np.linalg.inv(sd**2 * np.array([[1.0, 0.8], [0.8, 1.0]]))
        for step in ([0.0, 0.0], [1.0, 1.0], [1.0, -0.5]):
            square, _ = found.apart(np.array([[x, y]]), mean + np.array(step), np.zeros(2))
            assert square[0] == pytest.approx(np.array(step) @ inverse @ np.array(step), rel=0.3, abs=0.15)
    assert found.lack == pytest.approx(0.0, abs=0.01)


def test_moments_that_hang_on_a_product_are_reported_so():
    rng = np.random.Generator(np.random.PCG64(3))
    along = rng.random(4000)
    shares = np.column_stack([along, 1.0 - along + 0.01 * rng.random(4000)])
    found = Identifiability.of(
        ("one", "other", "third"), np.column_stack([shares, rng.random(4000)]), np.full(4000, 1 / 4000)
    )
    assert [pair[:2] for pair in found.pairs()] == [("one", "other")]
    said = "\n".join(found.told())
    assert "one and other can hardly be told apart (correlation -1.00" in said
    assert "0.71 x (share of one) + 0.71 x (share of other)" in said
    assert "The data say little about third" in said
    assert found.direction_spreads[0] < 0.01
    assert found.direction_spreads[-1] == pytest.approx(np.sqrt(2), rel=0.05)
