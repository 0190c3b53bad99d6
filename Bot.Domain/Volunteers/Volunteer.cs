using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Domain.Volunteers;

/// <summary>先锋岗: a duty that neighbours take on.</summary>
/// <param name="Number">Counted from 1 in each district, as it is said: "认岗 2".</param>
/// <param name="NodeId">Open to all below this node.</param>
/// <param name="Holders">Persons' ids, in the order in which they took it.</param>
public sealed record VolunteerPost(int Number, string NodeId, string Title, string Tasks, int Places, bool IsOpen, IReadOnlyList<string> Holders)
{
    /// <summary>Whether a person may take it; null where he may. The caller holds the post's row.</summary>
    /// <param name="path">The nodes from the person's grid upwards.</param>
    public Refusal? RefusesToBeTaken(string person, IReadOnlyList<string> path) =>
        !IsOpen || !path.Contains(NodeId) ? VolunteerErrors.PostUnknown(Number)
        : Holders.Contains(person) ? VolunteerErrors.PostYours(this)
        : Holders.Count >= Places ? VolunteerErrors.PostFull(this)
        : null;
}

public enum HoursState
{
    /// <summary>待确认</summary>
    Told,

    /// <summary>已确认</summary>
    Confirmed,

    /// <summary>不计</summary>
    Refused,
}

/// <summary>服务时长: told by who did it, counted once the worker has confirmed it.</summary>
public sealed record ServiceHours(string Number, string PersonId, string GridId, decimal Hours, string Work, HoursState State)
{
    public Refusal? RefusesToBeSettled(Actor actor) => !actor.Steers || actor.Id == PersonId ? VolunteerErrors.NotYours : State != HoursState.Told ? VolunteerErrors.HoursSettled(this) : null;
}

/// <summary>What one person has done, as staff and the person himself see it.</summary>
/// <param name="Hours">Confirmed ones.</param>
/// <param name="Waiting">Told, but not confirmed yet.</param>
/// <param name="Tickets">Numbers of the tickets he helped with.</param>
/// <param name="Wishes">How many wishes he has fulfilled.</param>
public sealed record VolunteerRoll(string PersonId, string Name, decimal Hours, decimal Waiting, IReadOnlyList<string> Posts, IReadOnlyList<string> Tickets, int Wishes, IReadOnlyList<string> Skills)
{
    public bool IsEmpty => Hours == 0 && Waiting == 0 && Posts.Count + Tickets.Count + Wishes + Skills.Count == 0;
}

/// <summary>Finds the neighbour that a worker names.</summary>
public static class Neighbour
{
    /// <summary>By id, whole name, or a part of it that only one has. Null where nobody or more than one fits.</summary>
    public static Person? Find(string named, IReadOnlyList<Person> people)
    {
        var name = named.Trim().TrimStart('@');
        var parts = name.Length >= 2 ? people.Where(person => person.Name.Contains(name, StringComparison.Ordinal)).DistinctBy(person => person.Id).Take(2).ToList() : [];
        return people.FirstOrDefault(person => person.Id == name) ?? people.FirstOrDefault(person => person.Name == name) ?? (parts is [var only] ? only : null);
    }
}

/// <summary>Why a step is not taken.</summary>
public static class VolunteerErrors
{
    public static readonly Refusal NotYours = new("volunteer_not_yours", "这一步请网格员来办，谢谢您");

    public static Refusal PostUnknown(int number) => new("post_unknown", $"没有 {number} 号岗，回“岗位清单”看看");

    public static Refusal PostFull(VolunteerPost post) => new("post_full", $"谢谢您！{post.Number}号岗（{post.Title}）已经满了");

    public static Refusal PostYours(VolunteerPost post) => new("post_yours", $"{post.Number}号岗（{post.Title}）已经是您的了");

    public static Refusal PostNotYours(int number) => new("post_not_yours", $"{number}号岗不是您认的");

    public static Refusal HoursSettled(ServiceHours hours) => new("hours_settled", $"服务 #{hours.Number} 已经处理过了");

    public static Refusal PersonUnknown(string name) => new("person_unknown", $"没找到“{name}”，请写群里的全名");

    public static readonly Refusal PostForm = new("post_form", "请写“设岗：岗名｜做什么｜人数”，如“设岗：楼道巡查｜每周查一次楼道｜3人”");
}
